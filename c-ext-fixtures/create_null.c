/*
 * create_null: a module whose create slot fails without setting an exception.
 *
 * - Multi-phase initialization without module state.
 * - The create slot returns NULL and sets no exception.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("create_null", FIXTURE_FREE);
}

static PyObject *create_module(PyObject *Py_UNUSED(spec), PyModuleDef *Py_UNUSED(definition))
{
    fixture_report("create_null", FIXTURE_CREATE);
    return NULL;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_create, .value = create_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "create_null",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_create_null(void)
{
    fixture_report("create_null", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
