/*
 * gil_slot_by_number: a definition with a slot of Python 3.13, by number, whatever the headers have.
 *
 * - Multi-phase initialization without module state.
 * - It has slot 4, which is Py_mod_gil since Python 3.13: Py_MOD_GIL_NOT_USED.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("gil_slot_by_number", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("gil_slot_by_number", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 4, .value = (void *)1},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "gil_slot_by_number",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_gil_slot_by_number(void)
{
    fixture_report("gil_slot_by_number", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
