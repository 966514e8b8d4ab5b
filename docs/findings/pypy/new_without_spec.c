/* A module with a submodule that PyModule_New makes. */
#include <Python.h>

static int exec_demo(PyObject *module) {
    return PyModule_AddObject(module, "inner", PyModule_New("demo.inner"));
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec_demo}, {0, NULL}};
static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_slots = slots};

PyMODINIT_FUNC PyInit_demo(void) {
    return PyModuleDef_Init(&demo);
}
