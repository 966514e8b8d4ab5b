/* A module with m_size -1 is imported twice, and once more after re-initialization. */
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
    for (int n = 1; n <= 3; n++) {
        printf("initialization %d\n", n);
        start(argv[1]);
        PyRun_SimpleString("import sys, demo; del sys.modules['demo']; import demo; print('imported twice')");
        if (Py_FinalizeEx() < 0) return 1;
    }
    return 0;
}
