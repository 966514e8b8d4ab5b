/* A module is registered without an init function. */
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
    PyImport_AppendInittab("nothing", NULL);
    start(argv[1]);
    PyRun_SimpleString("import nothing; print('imported:', nothing.__loader__.__name__, sorted(vars(nothing)))");
    return Py_FinalizeEx() < 0;
}
