/* A module keeps a list and a string in C statics, as many do, and uses them after re-initialization. */
#include <Python.h>

static PyObject *kept_list, *kept_name;

static int exec_module(PyObject *module) {
    if (!kept_list) kept_list = PyList_New(0);
    if (!kept_name) kept_name = PyUnicode_InternFromString("kept");
    PyList_Append(kept_list, Py_None);
    return PyObject_SetAttr(module, kept_name, kept_list);
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
    for (int n = 1; n <= 4; n++) {
        start(argv[1]);
        printf("initialization %d: ", n);
        PyRun_SimpleString("import demo; print('kept', len(demo.kept) if hasattr(demo, 'kept') else 'is not found')");
        if (Py_FinalizeEx() < 0) return 1;
    }
    return 0;
}
