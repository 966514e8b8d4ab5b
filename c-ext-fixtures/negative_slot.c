/*
 * negative_slot: a definition with an invalid slot.
 *
 * - Multi-phase initialization without module state.
 * - The definition has a slot with the number -1, besides an exec slot.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("negative_slot", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("negative_slot", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = -1, .value = NULL},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "negative_slot",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_negative_slot(void)
{
    fixture_report("negative_slot", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
