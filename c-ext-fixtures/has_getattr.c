/*
 * has_getattr: a module with a C function named __getattr__.
 *
 * - Multi-phase initialization without module state.
 * - The function returns the name that it is asked for, and raises AttributeError for a name that begins with an underscore.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("has_getattr", FIXTURE_FREE);
}

static PyObject *answer(PyObject *Py_UNUSED(module), PyObject *name)
{
    if (PyUnicode_ReadChar(name, 0) == '_') {
        PyErr_SetObject(PyExc_AttributeError, name);
        return NULL;
    }
    Py_INCREF(name);
    return name;
}

static PyMethodDef methods[] = {
    {.ml_name = "__getattr__", .ml_meth = answer, .ml_flags = METH_O},
    {.ml_name = NULL},
};

static int exec_module(PyObject *module)
{
    return fixture_populate(module, fixture_report("has_getattr", FIXTURE_EXEC));
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "has_getattr",
    .m_size = 0,
    .m_methods = methods,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_has_getattr(void)
{
    fixture_report("has_getattr", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
