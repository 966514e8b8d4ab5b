/*
 * finds_itself: a single-phase module that finds itself with PyState_FindModule.
 *
 * - Single-phase initialization; m_size is above 0.
 * - found() returns the module that PyState_FindModule finds, or None.
 * - add() calls PyState_AddModule with its own module; the second call is a fatal error.
 * - remove() calls PyState_RemoveModule.
 */
#include "fixture.h"

struct module_state {
    int serial;
};

static struct PyModuleDef definition;

static PyObject *found(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    PyObject *found = PyState_FindModule(&definition);
    if (found == NULL) {
        Py_RETURN_NONE;
    }
    Py_INCREF(found);
    return found;
}

static PyObject *add(PyObject *module, PyObject *Py_UNUSED(ignored))
{
    if (PyState_AddModule(module, &definition) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *remove_module(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    if (PyState_RemoveModule(&definition) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("finds_itself", FIXTURE_FREE);
}

static PyMethodDef methods[] = {
    {
        .ml_name = "found",
        .ml_meth = found,
        .ml_flags = METH_NOARGS,
        .ml_doc = "The module that PyState_FindModule finds, or None.",
    },
    {
        .ml_name = "add",
        .ml_meth = add,
        .ml_flags = METH_NOARGS,
        .ml_doc = "Calls PyState_AddModule with this module.",
    },
    {
        .ml_name = "remove",
        .ml_meth = remove_module,
        .ml_flags = METH_NOARGS,
        .ml_doc = "Calls PyState_RemoveModule.",
    },
    {.ml_name = NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "finds_itself",
    .m_size = sizeof(struct module_state),
    .m_methods = methods,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_finds_itself(void)
{
    int serial = fixture_report("finds_itself", FIXTURE_INIT);

    PyObject *module = PyModule_Create(&definition);
    if (module == NULL) {
        goto error;
    }
    struct module_state *state = PyModule_GetState(module);
    state->serial = serial;
    if (fixture_populate(module, serial) < 0) {
        goto error;
    }
    return module;

error:
    Py_XDECREF(module);
    return NULL;
}
