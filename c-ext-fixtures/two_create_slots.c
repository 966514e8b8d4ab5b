/*
 * two_create_slots: a definition with two create slots.
 *
 * - Multi-phase initialization without module state.
 * - The definition has two create slots; either would return a good module.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("two_create_slots", FIXTURE_FREE);
}

static PyObject *create_module(PyObject *Py_UNUSED(spec), PyModuleDef *Py_UNUSED(definition))
{
    fixture_report("two_create_slots", FIXTURE_CREATE);
    return PyModule_New("two_create_slots");
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_create, .value = create_module},
    {.slot = Py_mod_create, .value = create_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "two_create_slots",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_two_create_slots(void)
{
    fixture_report("two_create_slots", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
