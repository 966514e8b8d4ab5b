/*
 * own_gil: a module for interpreters with their own GIL.
 *
 * - Multi-phase initialization without module state.
 * - Its slot is Py_MOD_PER_INTERPRETER_GIL_SUPPORTED (Python 3.12 and later).
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("own_gil", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("own_gil", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
#ifdef Py_mod_multiple_interpreters
    {.slot = Py_mod_multiple_interpreters, .value = Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "own_gil",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_own_gil(void)
{
    fixture_report("own_gil", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
