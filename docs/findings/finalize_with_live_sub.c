/* Py_FinalizeEx is called while a sub-interpreter exists. */
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

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    setbuf(stdout, NULL);
    start(argv[1]);
    PyThreadState *main_thread = PyThreadState_Get();
    if (!Py_NewInterpreter()) return 1;
    PyThreadState_Swap(main_thread);
    int result = Py_FinalizeEx();
    printf("Py_FinalizeEx: %d\n", result);
    return 0;
}
