/* A module is registered under a name that is UTF-8, but not ASCII. */
#include <Python.h>

static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_slots = (PyModuleDef_Slot[]){{0, NULL}}};

PyMODINIT_FUNC PyInit_demo(void) { return PyModuleDef_Init(&demo); }

static void start(const char *home) {
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.site_import = 0;
    config.buffered_stdio = 0;
    PyStatus status = PyConfig_SetBytesString(&config, &config.home, home);
    if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    if (PyStatus_Exception(status)) Py_ExitStatusException(status);
}

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    setbuf(stdout, NULL);
    PyImport_AppendInittab("zkou\xc5\xa1ka", PyInit_demo);
    start(argv[1]);
    const char *code = "import sys; name = 'zkou\\u0161ka'\n"
        "print('listed:', name in sys.builtin_module_names)\n"
        "try: __import__(name); print('imported')\n"
        "except ImportError as e: print(type(e).__name__)\n";
    PyRun_SimpleString(code);
    return Py_FinalizeEx() < 0;
}
