/*
 * cache: a module that keeps a dict in a C static, which no attribute shows.
 *
 * With -DOWN_GIL it declares even so that it supports a GIL per interpreter.
 */
#include <Python.h>

static PyObject *cache;

static int exec_module(PyObject *Py_UNUSED(module))
{
    if (cache == NULL) {
        cache = PyDict_New();
    }
    return cache == NULL ? -1 : 0;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
#ifdef OWN_GIL
    {.slot = Py_mod_multiple_interpreters, .value = Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "cache",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_cache(void)
{
    return PyModuleDef_Init(&definition);
}
