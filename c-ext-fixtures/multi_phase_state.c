/*
 * multi_phase_state: a multi-phase module with per-module state, as the documentation recommends.
 *
 * - Multi-phase initialization: PyInit_multi_phase_state returns a definition, and Python creates the module.
 * - m_size is above 0: each module object has its own state.
 * - state() returns the number that the exec slot put into the state.
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
    fixture_report("multi_phase_state", FIXTURE_FREE);
    clear_module(module);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("multi_phase_state", FIXTURE_EXEC);

    struct module_state *state = PyModule_GetState(module);
    Py_XSETREF(state->serial, PyLong_FromLong(serial));
    if (state->serial == NULL) {
        return -1;
    }
    return fixture_populate(module, serial);
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

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "multi_phase_state",
    .m_size = sizeof(struct module_state),
    .m_methods = methods,
    .m_slots = slots,
    .m_traverse = traverse_module,
    .m_clear = clear_module,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_multi_phase_state(void)
{
    fixture_report("multi_phase_state", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
