/* A legacy sub-interpreter imports a module with m_size -1 first, the main interpreter second; the sub-interpreter ends. */
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
    PyThreadState *sub = Py_NewInterpreter();
    if (PyRun_SimpleString("import demo")) return 1;
    PyThreadState_Swap(main_thread);
    PyRun_SimpleString("import demo; demo.items.append('of main')");
    PyThreadState_Swap(sub);
    Py_EndInterpreter(sub);
    puts("the sub-interpreter has ended");
    PyThreadState_Swap(main_thread);
    PyRun_SimpleString("print('main has', demo.items)");
    int result = Py_FinalizeEx();
    puts("finalized");
    return result < 0;
}
