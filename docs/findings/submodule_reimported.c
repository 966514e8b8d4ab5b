/* A single-phase submodule in a shared library is imported twice: it must have its full name both times. */
#include <Python.h>

static int inits;
static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_size = 0};

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
    if (argc < 3) return 2;
    start(argv[1]);
    PyObject *package = PyImport_AddModule("package");
    PyModule_AddObject(package, "__path__", Py_BuildValue("[s]", argv[2]));
    PyRun_SimpleString("import sys, package.demo; print('first import:', package.demo.__name__)");
    PyRun_SimpleString("del sys.modules['package.demo']; import package.demo; print('second import:', package.demo.__name__)");
    return Py_FinalizeEx() < 0;
}
