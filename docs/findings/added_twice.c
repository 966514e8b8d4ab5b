/* PyState_AddModule is called with the module that the import has already added: it must return 0 or -1. */
#include <Python.h>

static struct PyModuleDef demo;

static PyObject *add(PyObject *module, PyObject *Py_UNUSED(ignored)) {
    int result = PyState_AddModule(module, &demo);
    return result < 0 ? NULL : PyLong_FromLong(result);
}

static PyMethodDef methods[] = {{"add", add, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_demo(void) { return PyModule_Create(&demo); }

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
    PyRun_SimpleString("import demo; print('imported'); print('added again:', demo.add())");
    return Py_FinalizeEx() < 0;
}
