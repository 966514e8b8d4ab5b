/* A module is registered before each initialization, as documented, but not after Py_RunMain. */
#include <Python.h>

static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_slots = (PyModuleDef_Slot[]){{0, NULL}}};

PyMODINIT_FUNC PyInit_demo(void) { return PyModuleDef_Init(&demo); }

static void start(const char *home) {
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.site_import = 0;
    config.buffered_stdio = 0;
    PyConfig_SetString(&config, &config.run_command, L"import sys; print('listed', sys.builtin_module_names.count('demo'), 'times')");
    PyStatus status = PyConfig_SetBytesString(&config, &config.home, home);
    if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    if (PyStatus_Exception(status)) Py_ExitStatusException(status);
}

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    setbuf(stdout, NULL);
    const char *code = "import sys; print('listed', sys.builtin_module_names.count('demo'), 'times')";
    for (int n = 1; n <= 3; n++) {
        PyImport_AppendInittab("demo", PyInit_demo);
        start(argv[1]);
        printf("initialization %d: ", n);
        PyRun_SimpleString(code);
        if (Py_FinalizeEx() < 0) return 1;
    }
    start(argv[1]);
    printf("initialization 4, ended by Py_RunMain: ");
    if (Py_RunMain()) return 1;
    start(argv[1]);
    printf("initialization 5, not registered: ");
    PyRun_SimpleString(code);
    return Py_FinalizeEx() < 0;
}
