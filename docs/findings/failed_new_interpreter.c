/* A call of Py_NewInterpreterFromConfig that fails must leave the caller with the GIL. */
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
    #if PY_VERSION_HEX >= 0x030C0000
    PyInterpreterConfig config = {.use_main_obmalloc = 0, .check_multi_interp_extensions = 0, .gil = PyInterpreterConfig_OWN_GIL};
    PyThreadState *sub = NULL;
    PyStatus status = Py_NewInterpreterFromConfig(&sub, &config);
    printf("failed: %s\n", PyStatus_Exception(status) ? status.err_msg : "no");
    PyRun_SimpleString("print('main goes on')");
    #else
    puts("no such call");
    #endif
    return Py_FinalizeEx() < 0;
}
