/* A module with m_size -1 is registered under two names. Imported again, each must have its own contents. */
#include <Python.h>

static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_size = -1};

PyMODINIT_FUNC PyInit_demo(void) {
    static int calls;
    PyObject *module = PyModule_Create(&demo);
    if (module != NULL) PyModule_AddIntConstant(module, "made_by_call", ++calls);
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
    PyImport_AppendInittab("one", PyInit_demo);
    PyImport_AppendInittab("two", PyInit_demo);
    start(argv[1]);
    PyRun_SimpleString("import sys, one, two; print('one has', one.made_by_call, 'and two has', two.made_by_call)");
    PyRun_SimpleString("del sys.modules['one']; import one; print('imported again, one has', one.made_by_call)");
    return Py_FinalizeEx() < 0;
}
