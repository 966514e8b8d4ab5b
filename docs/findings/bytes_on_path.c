/* sys.path contains bytes, and a module from a later entry is imported. */
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
    if (argc < 3) return 2;
    start(argv[1]);
    PySys_SetObject("folder", PyUnicode_DecodeFSDefault(argv[2]));
    const char *code = "import os, sys; sys.path[:0] = [os.fsencode(sys.folder)]\n"
        "for name in ('demo', 'colorsys'):\n"
        "    try: __import__(name); print(name, 'imported')\n"
        "    except Exception as e: print(name, type(e).__name__, e)\n";
    PyRun_SimpleString(code);
    return Py_FinalizeEx() < 0;
}
