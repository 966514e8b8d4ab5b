/* The code of "An object in a C static" in a function of a module, which is called when it is imported. */
#include <Python.h>

typedef struct { PyObject *cached; } mod_state;

static PyObject *get(PyObject *module)
{
    (void)module;
#include "snippet.h"
}

static int mod_exec(PyObject *module)
{
    PyObject *got = get(module);
    Py_XDECREF(got);
    return got == NULL ? -1 : 0;
}

static int clear(PyObject *module)
{
    mod_state *state = PyModule_GetState(module);
    Py_CLEAR(state->cached);
    return 0;
}

static void free_module(void *module)
{
    clear(module);
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, mod_exec}, {0, NULL}};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_ext",
    .m_size = sizeof(mod_state),
    .m_slots = slots,
    .m_clear = clear,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit__ext(void)
{
    return PyModuleDef_Init(&definition);
}
