/* An isolated interpreter must refuse single-phase modules, built-in ones too. */
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
    #if PY_VERSION_HEX >= 0x030C0000
    PyThreadState *main_thread = PyThreadState_Get(), *sub = NULL;
    PyInterpreterConfig config = {
        .use_main_obmalloc = 0, .check_multi_interp_extensions = 1, .allow_threads = 1, .gil = PyInterpreterConfig_OWN_GIL};
    PyStatus status = Py_NewInterpreterFromConfig(&sub, &config);
    if (PyStatus_Exception(status)) Py_ExitStatusException(status);
    PyRun_SimpleString("try:\n import demo\n print('NOT refused')\nexcept ImportError as e: print('refused:', e)");
    Py_EndInterpreter(sub);
    PyThreadState_Swap(main_thread);
    #else
    puts("no such interpreters");
    #endif
    return Py_FinalizeEx() < 0;
}
