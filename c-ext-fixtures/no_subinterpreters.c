/*
 * no_subinterpreters: a multi-phase module that doesn't support sub-interpreters.
 *
 * - Multi-phase initialization without module state.
 * - Its slot is Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED (Python 3.12 and later).
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("no_subinterpreters", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("no_subinterpreters", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
#ifdef Py_mod_multiple_interpreters
    {.slot = Py_mod_multiple_interpreters, .value = Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED},
#endif
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "no_subinterpreters",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_no_subinterpreters(void)
{
    fixture_report("no_subinterpreters", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
