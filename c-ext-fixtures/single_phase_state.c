/*
 * single_phase_state: a single-phase module with per-module state.
 *
 * - Single-phase initialization: PyInit_single_phase_state returns the finished module.
 * - m_size is above 0: the state belongs to the module object, so Python may make a new module.
 * - state() returns the number that PyInit_single_phase_state put into the state.
 * - The garbage collector can traverse and clear the state.
 */
#include "fixture.h"

struct module_state {
    PyObject *serial;
};

static PyObject *state(PyObject *module, PyObject *Py_UNUSED(ignored))
{
    struct module_state *state = PyModule_GetState(module);
    if (state == NULL) {
        return NULL;
    }
    if (state->serial == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "the module state is empty");
        return NULL;
    }
    Py_INCREF(state->serial);
    return state->serial;
}

static int traverse_module(PyObject *module, visitproc visit, void *arg)
{
    struct module_state *state = PyModule_GetState(module);
    if (state != NULL) {
        Py_VISIT(state->serial);
    }
    return 0;
}

static int clear_module(PyObject *module)
{
    struct module_state *state = PyModule_GetState(module);
    if (state != NULL) {
        Py_CLEAR(state->serial);
    }
    return 0;
}

static void free_module(void *module)
{
    fixture_report("single_phase_state", FIXTURE_FREE);
    clear_module(module);
}

static PyMethodDef methods[] = {
    {
        .ml_name = "state",
        .ml_meth = state,
        .ml_flags = METH_NOARGS,
        .ml_doc = "The serial that was put into the module state when the module was made.",
    },
    {.ml_name = NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "single_phase_state",
    .m_size = sizeof(struct module_state),
    .m_methods = methods,
    .m_traverse = traverse_module,
    .m_clear = clear_module,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_single_phase_state(void)
{
    int serial = fixture_report("single_phase_state", FIXTURE_INIT);

    PyObject *module = PyModule_Create(&definition);
    if (module == NULL) {
        goto error;
    }
    struct module_state *state = PyModule_GetState(module);
    state->serial = PyLong_FromLong(serial);
    if (state->serial == NULL) {
        goto error;
    }
    if (fixture_populate(module, serial) < 0) {
        goto error;
    }
    return module;

error:
    Py_XDECREF(module);
    return NULL;
}
