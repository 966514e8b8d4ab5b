/*
 * create_returns_int_with_exec: a create slot that returns an int although there is an exec slot.
 *
 * - Multi-phase initialization without module state.
 * - The create slot returns the int 42.
 * - There is an exec slot, which needs a module.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("create_returns_int_with_exec", FIXTURE_FREE);
}

static PyObject *create_module(PyObject *Py_UNUSED(spec), PyModuleDef *Py_UNUSED(definition))
{
    fixture_report("create_returns_int_with_exec", FIXTURE_CREATE);
    return PyLong_FromLong(42);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("create_returns_int_with_exec", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_create, .value = create_module},
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "create_returns_int_with_exec",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_create_returns_int_with_exec(void)
{
    fixture_report("create_returns_int_with_exec", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
