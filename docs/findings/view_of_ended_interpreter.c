/* The view of a sub-interpreter that has ended is kept over a finalization. */
#include <Python.h>

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

#if PY_VERSION_HEX >= 0x030F0000
static void enter(const char *when, PyInterpreterView *view) {
    PyThreadStateToken *token = PyThreadState_EnsureFromView(view);
    printf("%s: %s\n", when, token == NULL ? "refused" : "entered");
    if (token == NULL) return;
    PyRun_SimpleString("import sys; print('it is', getattr(sys, 'whose', 'nobody\\'s'))");
    PyThreadState_Release(token);
}

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    setbuf(stdout, NULL);
    start(argv[1]);
    PyThreadState *main_state = PyThreadState_Get(), *sub = Py_NewInterpreter();
    if (sub == NULL) return 1;
    PyInterpreterView *view = PyInterpreterView_FromCurrent();
    Py_EndInterpreter(sub);
    PyThreadState_Swap(main_state);
    enter("in the first initialization", view);
    if (Py_FinalizeEx() < 0) return 1;

    start(argv[1]);
    main_state = PyThreadState_Get();
    sub = Py_NewInterpreter();
    if (sub == NULL) return 1;
    PyRun_SimpleString("import sys; sys.whose = 'the second initialization\\'s'");
    PyThreadState_Swap(main_state);
    enter("in the second", view);
    PyThreadState_Swap(sub);
    Py_EndInterpreter(sub);
    PyThreadState_Swap(main_state);
    return Py_FinalizeEx() < 0;
}
#else
int main(int argc, char **argv) {
    if (argc < 2) return 2;
    start(argv[1]);
    puts("no views");
    return Py_FinalizeEx() < 0;
}
#endif
