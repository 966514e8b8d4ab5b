/* An init function returns a module and sets an exception: the import must fail, and nothing must remain in sys.modules. */
#include <Python.h>

static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_size = -1};

PyMODINIT_FUNC PyInit_demo(void) {
    PyObject *module = PyModule_Create(&demo);
    PyErr_SetString(PyExc_KeyError, "left set");
    return module;
}

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
    PyImport_AppendInittab("demo", PyInit_demo);
    start(argv[1]);
    const char *code = "import sys\n"
        "try: import demo\n"
        "except BaseException as e: print(type(e).__name__, e)\n"
        "print('left in sys.modules:', 'demo' in sys.modules)\n"
        "try: import demo; print('second import succeeds, __spec__ is', demo.__spec__)\n"
        "except BaseException as e: print(type(e).__name__, e)\n";
    PyRun_SimpleString(code);
    return Py_FinalizeEx() < 0;
}
