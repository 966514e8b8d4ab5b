/*
 * exec_fails_silently: a module whose exec slot fails without setting an exception.
 *
 * - Multi-phase initialization without module state.
 * - The exec slot returns -1 and sets no exception.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("exec_fails_silently", FIXTURE_FREE);
}

static int exec_module(PyObject *Py_UNUSED(module))
{
    fixture_report("exec_fails_silently", FIXTURE_EXEC);
    return -1;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "exec_fails_silently",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_exec_fails_silently(void)
{
    fixture_report("exec_fails_silently", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
