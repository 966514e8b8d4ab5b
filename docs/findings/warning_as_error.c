/* With -W error, a free-threaded build fails to import a single-phase module: nothing must remain in sys.modules. */
#include <Python.h>

static int inits;
static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_size = -1};

PyMODINIT_FUNC PyInit_demo(void) {
    PyObject *module = PyModule_Create(&demo);
    if (module) PyModule_AddObject(module, "items", PyList_New(0));
    printf("init %d\n", ++inits);
    return module;
}

static void start(const char *home) {
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.site_import = 0;
    config.buffered_stdio = 0;
    PyWideStringList_Append(&config.warnoptions, L"error::RuntimeWarning");
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
        "try: import demo; print('imported')\n"
        "except RuntimeWarning as e: print('RuntimeWarning')\n"
        "print('in sys.modules:', 'demo' in sys.modules)\n"
        "import demo; print('second import succeeds, __spec__ is', demo.__spec__)\n"
        "print('GIL on:', getattr(sys, '_is_gil_enabled', lambda: True)())\n";
    PyRun_SimpleString(code);
    return Py_FinalizeEx() < 0;
}
