/*
 * no_slots: a multi-phase module without slots.
 *
 * - Multi-phase initialization without module state: PyInit_no_slots returns a definition.
 * - m_slots is NULL, so nothing fills the module.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("no_slots", FIXTURE_FREE);
}

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "no_slots",
    .m_size = 0,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_no_slots(void)
{
    fixture_report("no_slots", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
