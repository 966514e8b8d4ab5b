/* The first initialization doesn't import the module, whose init function asks PyState_FindModule for itself first. */
#include <Python.h>

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_size = 0};

static PyObject *init(void) {
    PyObject *module = PyState_FindModule(&definition);
    Py_XINCREF(module);
    return module != NULL ? module : PyModule_Create(&definition);
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
    PyImport_AppendInittab("demo", init);
    for (int initialization = 1; initialization <= 3; initialization++) {
        start(argv[1]);
        printf("initialization %d: ", initialization);
        PyRun_SimpleString(initialization == 1 ? "print('not imported')" : "import demo; print(demo.__name__)");
        if (Py_FinalizeEx() < 0) return 1;
    }
    return 0;
}
