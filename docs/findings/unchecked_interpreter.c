/* Two documented ways to import a single-phase module in a sub-interpreter: by configuration, and by a context manager. */
#include <Python.h>

static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_size = -1};

PyMODINIT_FUNC PyInit_demo(void) { return PyModule_Create(&demo); }

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
#if PY_VERSION_HEX < 0x030C0000
    puts("no such interpreters");
#else
    PyThreadState *main_thread = PyThreadState_Get();
    for (int check = 0; check <= 1; check++) {
        PyInterpreterConfig config = {
            .use_main_obmalloc = 1, .allow_threads = 1, .check_multi_interp_extensions = check, .gil = PyInterpreterConfig_SHARED_GIL,
        };
        PyThreadState *sub = NULL;
        PyStatus status = Py_NewInterpreterFromConfig(&sub, &config);
        if (PyStatus_Exception(status)) {
            printf("without check: %s\n", status.err_msg);
            continue;
        }
        if (check == 0) PyRun_SimpleString("import demo; print('without check: imported')");
        else PyRun_SimpleString("import importlib.util as u\n"
            "with u._incompatible_extension_module_restrictions(disable_check=True):\n"
            "    import demo; print('context manager: imported')");
        Py_EndInterpreter(sub);
        PyThreadState_Swap(main_thread);
    }
#endif
    return Py_FinalizeEx() < 0;
}
