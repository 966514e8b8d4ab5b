/*
 * interpreters_slot_by_number: a definition with a slot of Python 3.12, by number, whatever the headers have.
 *
 * - Multi-phase initialization without module state.
 * - It has slot 3, which is Py_mod_multiple_interpreters since Python 3.12: Py_MOD_PER_INTERPRETER_GIL_SUPPORTED.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("interpreters_slot_by_number", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("interpreters_slot_by_number", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 3, .value = (void *)2},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "interpreters_slot_by_number",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_interpreters_slot_by_number(void)
{
    fixture_report("interpreters_slot_by_number", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
