/*
 * second_exec_raises: a module whose second exec slot raises an exception.
 *
 * - Multi-phase initialization without module state.
 * - The first slot fills the module; the second raises ValueError; the third would set the attribute `third`.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("second_exec_raises", FIXTURE_FREE);
}

static int exec_first(PyObject *module)
{
    return fixture_populate(module, fixture_report("second_exec_raises", FIXTURE_EXEC));
}

static int exec_second(PyObject *Py_UNUSED(module))
{
    fixture_report("second_exec_raises", FIXTURE_EXEC);
    PyErr_SetString(PyExc_ValueError, "raised by the second exec slot");
    return -1;
}

static int exec_third(PyObject *module)
{
    return PyModule_AddIntConstant(module, "third", fixture_report("second_exec_raises", FIXTURE_EXEC));
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_first},
    {.slot = Py_mod_exec, .value = exec_second},
    {.slot = Py_mod_exec, .value = exec_third},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "second_exec_raises",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_second_exec_raises(void)
{
    fixture_report("second_exec_raises", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
