/*
 * exec_raises: a module whose exec slot raises.
 *
 * - Multi-phase initialization without module state.
 * - The exec slot raises RuntimeError "exec_raises says no".
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("exec_raises", FIXTURE_FREE);
}

static int exec_module(PyObject *Py_UNUSED(module))
{
    fixture_report("exec_raises", FIXTURE_EXEC);
    PyErr_SetString(PyExc_RuntimeError, "exec_raises says no");
    return -1;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "exec_raises",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_exec_raises(void)
{
    fixture_report("exec_raises", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
