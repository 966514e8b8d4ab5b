/*
 * The exec function warns, and fails if the warning is an error, as it should.
 */
#include <Python.h>

static int exec_module(PyObject *module)
{
    (void)module;
    return PyErr_WarnEx(PyExc_DeprecationWarning, "polite is deprecated", 1);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "polite",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_polite(void)
{
    return PyModuleDef_Init(&definition);
}
