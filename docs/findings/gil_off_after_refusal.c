/* A free-threaded build refuses a single-phase module in a sub-interpreter. The main interpreter then imports it: the GIL must be enabled. */
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
    PyThreadState *main_thread = PyThreadState_Get();
    if (argc < 4) { /* any third argument: without the sub-interpreter */
        PyThreadState *sub = Py_NewInterpreter();
        PyRun_SimpleString("try:\n import demo\n print('sub: imported')\nexcept ImportError as e: print('sub:', e)");
        Py_EndInterpreter(sub);
        PyThreadState_Swap(main_thread);
    }
    PyRun_SimpleString("import demo, sys; print('imported, GIL on:', getattr(sys, '_is_gil_enabled', lambda: True)())");
    return Py_FinalizeEx() < 0;
}
