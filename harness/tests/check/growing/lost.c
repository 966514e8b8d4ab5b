/*
 * Each exec takes a reference to its module and never gives it back. Python has made the module, and nobody holds it.
 */
#include <Python.h>
#include <stdlib.h>
#include <string.h>

static int exec_module(PyObject *module)
{
    Py_INCREF(module);
    return 0;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "lost",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_lost(void)
{
    return PyModuleDef_Init(&definition);
}
