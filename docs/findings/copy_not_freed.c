/* A module with m_size -1 is imported, removed from sys.modules and imported again; m_free should be called for both module objects. */
#include <Python.h>

static int inits, frees;

static void free_demo(void *module) {
    (void)module;
    frees++;
}

static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_size = -1, .m_free = free_demo};

PyMODINIT_FUNC PyInit_demo(void) {
    inits++;
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
    if (argc < 2) return 2;
    setbuf(stdout, NULL);
    PyImport_AppendInittab("demo", PyInit_demo);
    start(argv[1]);
    PyRun_SimpleString("import sys, gc, demo; del sys.modules['demo']; before = demo\n"
                       "import demo; print('another object:', demo is not before); del before, demo; gc.collect()");
    printf("imported again: %d init, %d free\n", inits, frees);
    int result = Py_FinalizeEx();
    printf("finalized: %d init, %d free\n", inits, frees);
    return result < 0;
}
