/* An init function raises an exception in a sub-interpreter: a legacy one, then one with its own GIL. */
#include <Python.h>

PyMODINIT_FUNC PyInit_demo(void) {
    PyErr_SetString(PyExc_RuntimeError, "no");
    return NULL;
}

static void import_it(const char *where) {
    printf("%s: ", where);
    PyRun_SimpleString("try: import demo\nexcept Exception as e: print(type(e).__name__, e)");
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
    PyThreadState *main_thread = PyThreadState_Get(), *sub = Py_NewInterpreter();
    import_it("legacy");
    Py_EndInterpreter(sub);
    PyThreadState_Swap(main_thread);
    #if PY_VERSION_HEX >= 0x030C0000
    PyInterpreterConfig config = {
        .use_main_obmalloc = 0, .check_multi_interp_extensions = 1, .allow_threads = 1, .gil = PyInterpreterConfig_OWN_GIL};
    PyStatus status = Py_NewInterpreterFromConfig(&sub, &config);
    if (PyStatus_Exception(status)) Py_ExitStatusException(status);
    import_it("own GIL");
    Py_EndInterpreter(sub);
    PyThreadState_Swap(main_thread);
    #endif
    return Py_FinalizeEx() < 0;
}
