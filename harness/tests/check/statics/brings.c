/*
 * brings: a module that keeps nothing itself, but in a library that it brings along.
 */
#include <Python.h>

int keep(PyObject *object);

static int exec_module(PyObject *module)
{
    return keep(module);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "brings",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_brings(void)
{
    return PyModuleDef_Init(&definition);
}
