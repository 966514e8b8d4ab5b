/*
 * create_raises: a module whose create slot fails with an exception.
 *
 * - Multi-phase initialization without module state.
 * - The create slot raises RuntimeError "create_raises says no".
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("create_raises", FIXTURE_FREE);
}

static PyObject *create_module(PyObject *Py_UNUSED(spec), PyModuleDef *Py_UNUSED(definition))
{
    fixture_report("create_raises", FIXTURE_CREATE);
    PyErr_SetString(PyExc_RuntimeError, "create_raises says no");
    return NULL;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_create, .value = create_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "create_raises",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_create_raises(void)
{
    fixture_report("create_raises", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
