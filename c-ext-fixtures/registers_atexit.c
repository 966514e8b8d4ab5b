/*
 * registers_atexit: a module that registers an atexit function.
 *
 * - Multi-phase initialization without module state.
 * - The exec slot registers the module's function report() with Python's module atexit.
 * - report() reports the event atexit. It keeps the module alive until then.
 */
#include "fixture.h"

static PyObject *report(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    fixture_report("registers_atexit", FIXTURE_ATEXIT);
    Py_RETURN_NONE;
}

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("registers_atexit", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("registers_atexit", FIXTURE_EXEC);
    PyObject *function = NULL;
    PyObject *atexit = NULL;
    PyObject *result = NULL;

    if (fixture_populate(module, serial) < 0) {
        goto error;
    }
    function = PyObject_GetAttrString(module, "report");
    if (function == NULL) {
        goto error;
    }
    atexit = PyImport_ImportModule("atexit");
    if (atexit == NULL) {
        goto error;
    }
    result = PyObject_CallMethod(atexit, "register", "O", function);
    if (result == NULL) {
        goto error;
    }
    Py_DECREF(result);
    Py_DECREF(atexit);
    Py_DECREF(function);
    return 0;

error:
    Py_XDECREF(result);
    Py_XDECREF(atexit);
    Py_XDECREF(function);
    return -1;
}

static PyMethodDef methods[] = {
    {
        .ml_name = "report",
        .ml_meth = report,
        .ml_flags = METH_NOARGS,
        .ml_doc = "Reports the event atexit.",
    },
    {.ml_name = NULL},
};

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "registers_atexit",
    .m_size = 0,
    .m_methods = methods,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_registers_atexit(void)
{
    fixture_report("registers_atexit", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
