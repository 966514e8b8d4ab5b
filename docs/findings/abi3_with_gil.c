/* A library with the object layout of the default build, found by the suffix .abi3.so. */
#include <pyconfig.h>
#undef Py_GIL_DISABLED /* As in a library compiled for the default build. */
#include <Python.h>

static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_size = -1};

PyMODINIT_FUNC PyInit_demo(void) {
    puts("init function called");
    return PyModule_Create(&demo);
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
    if (argc < 3) return 2;
    setbuf(stdout, NULL);
    char library[4096], renamed[4096], code[8192];
    snprintf(library, sizeof(library), "%s/demo.so", argv[2]);
    snprintf(renamed, sizeof(renamed), "%s/demo.abi3.so", argv[2]);
    if (rename(library, renamed)) return 1;
    start(argv[1]);
    snprintf(code, sizeof(code), "import sys; sys.path.insert(0, '%s'); import demo; print('imported')", argv[2]);
    PyRun_SimpleString(code);
    return Py_FinalizeEx() < 0;
}
