/* A module keeps a heap type in a C static, as PyO3's modules do, and adds it to each module object. */
#include <Python.h>

static PyObject *kept;

static PyObject *greet(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(ignored)) { return PyUnicode_FromString("hello"); }

static PyMethodDef methods[] = {{"greet", greet, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static PyType_Slot type_slots[] = {{Py_tp_methods, methods}, {0, NULL}};
static PyType_Spec spec = {.name = "demo.Kept", .flags = Py_TPFLAGS_DEFAULT, .slots = type_slots};

static int exec_module(PyObject *module) {
    if (!kept) kept = PyType_FromSpec(&spec);
    if (!kept) return -1;
    Py_INCREF(kept);
    return PyModule_AddObject(module, "Kept", kept);
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, (void *)exec_module}, {0, NULL}};
static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_slots = slots};

PyMODINIT_FUNC PyInit_demo(void) { return PyModuleDef_Init(&demo); }

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
        start(argv[1]);
        printf("initialization %d: ", n);
        PyRun_SimpleString("import demo\n"
                           "try: print(demo.Kept().greet())\n"
                           "except Exception as error: print(type(error).__name__ + ':', error)");
        if (Py_FinalizeEx() < 0) return 1;
    }
    return 0;
}
