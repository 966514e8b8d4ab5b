/*
 * The exec function makes a type whose name has no dot, which Python warns of, and doesn't look at what it got. This is what
 * modules of SWIG did.
 */
#include <Python.h>

static PyType_Slot type_slots[] = {
    {.slot = 0},
};

static PyType_Spec spec = {
    .name = "Nameless",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = type_slots,
};

static int exec_module(PyObject *module)
{
    PyObject *type = PyType_FromSpec(&spec);
    Py_INCREF(type);
    int result = PyModule_AddObject(module, "Nameless", type);
    Py_DECREF(type);
    return result;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "nameless",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_nameless(void)
{
    return PyModuleDef_Init(&definition);
}
