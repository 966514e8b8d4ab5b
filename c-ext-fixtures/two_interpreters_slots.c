/*
 * two_interpreters_slots: a definition with two slots for sub-interpreters.
 *
 * - Multi-phase initialization without module state.
 * - The definition has two slots Py_mod_multiple_interpreters, which agree (Python 3.12 and later).
 * - Before Python 3.12 the slot doesn't exist, and the module has none.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("two_interpreters_slots", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("two_interpreters_slots", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
#ifdef Py_mod_multiple_interpreters
    {.slot = Py_mod_multiple_interpreters, .value = Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED},
    {.slot = Py_mod_multiple_interpreters, .value = Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED},
#endif
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "two_interpreters_slots",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_two_interpreters_slots(void)
{
    fixture_report("two_interpreters_slots", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
