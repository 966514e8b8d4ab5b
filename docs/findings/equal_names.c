/* Two modules are registered under one name; and one under the name of Python's own `time`. */
#include <Python.h>

static struct PyModuleDef first = {PyModuleDef_HEAD_INIT, .m_name = "first", .m_size = -1};
static struct PyModuleDef last = {PyModuleDef_HEAD_INIT, .m_name = "last", .m_size = -1};

static PyObject *init_first(void) { return PyModule_Create(&first); }
static PyObject *init_last(void) { return PyModule_Create(&last); }

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
    PyImport_AppendInittab("demo", init_first);
    PyImport_AppendInittab("demo", init_last);
    PyImport_AppendInittab("time", init_last);
    start(argv[1]);
    PyRun_SimpleString("import demo, time, sys; print('demo is', demo.__name__, 'and time is', time.__name__)");
    PyRun_SimpleString("print('listed', sys.builtin_module_names.count('demo'), 'times')");
    return Py_FinalizeEx() < 0;
}
