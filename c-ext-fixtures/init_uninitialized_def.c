/*
 * init_uninitialized_def: a multi-phase module that doesn't call PyModuleDef_Init.
 *
 * - PyInit_init_uninitialized_def returns the definition unchanged, so it has no type.
 */
#include "fixture.h"

static PyModuleDef_Slot slots[] = {
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "init_uninitialized_def",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_init_uninitialized_def(void)
{
    fixture_report("init_uninitialized_def", FIXTURE_INIT);
    return (PyObject *)&definition;
}
