/*
 * create_with_exception: a module whose create slot succeeds with an exception set.
 *
 * - Multi-phase initialization without module state.
 * - The create slot returns a good module with the exception RuntimeError "create_with_exception says no" set.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("create_with_exception", FIXTURE_FREE);
}

static PyObject *create_module(PyObject *Py_UNUSED(spec), PyModuleDef *Py_UNUSED(definition))
{
    fixture_report("create_with_exception", FIXTURE_CREATE);

    PyObject *module = PyModule_New("create_with_exception");
    if (module == NULL) {
        return NULL;
    }
    PyErr_SetString(PyExc_RuntimeError, "create_with_exception says no");
    return module;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_create, .value = create_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "create_with_exception",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_create_with_exception(void)
{
    fixture_report("create_with_exception", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
