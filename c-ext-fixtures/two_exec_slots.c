/*
 * two_exec_slots: a module with two exec slots.
 *
 * - Multi-phase initialization without module state.
 * - The first slot fills the module; `serial` is its event's number. The second adds its own event's number as `second`.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("two_exec_slots", FIXTURE_FREE);
}

static int exec_first(PyObject *module)
{
    return fixture_populate(module, fixture_report("two_exec_slots", FIXTURE_EXEC));
}

static int exec_second(PyObject *module)
{
    return PyModule_AddIntConstant(module, "second", fixture_report("two_exec_slots", FIXTURE_EXEC));
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_first},
    {.slot = Py_mod_exec, .value = exec_second},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "two_exec_slots",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_two_exec_slots(void)
{
    fixture_report("two_exec_slots", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
