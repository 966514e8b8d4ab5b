/*
 * create_returns_object: a create slot that returns an object of another type, which PEP 489 allows.
 *
 * - Multi-phase initialization without module state, exec slot or m_free, which only modules can have.
 * - The create slot returns a types.SimpleNamespace with the attribute serial, like well-behaved modules.
 */
#include "fixture.h"

static PyObject *create_module(PyObject *Py_UNUSED(spec), PyModuleDef *Py_UNUSED(definition))
{
    int serial = fixture_report("create_returns_object", FIXTURE_CREATE);
    PyObject *types = NULL;
    PyObject *namespace = NULL;
    PyObject *value = NULL;

    types = PyImport_ImportModule("types");
    if (types == NULL) {
        goto error;
    }
    namespace = PyObject_CallMethod(types, "SimpleNamespace", NULL);
    if (namespace == NULL) {
        goto error;
    }
    value = PyLong_FromLong(serial);
    if (value == NULL) {
        goto error;
    }
    if (PyObject_SetAttrString(namespace, "serial", value) < 0) {
        goto error;
    }
    Py_DECREF(value);
    Py_DECREF(types);
    return namespace;

error:
    Py_XDECREF(value);
    Py_XDECREF(namespace);
    Py_XDECREF(types);
    return NULL;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_create, .value = create_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "create_returns_object",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_create_returns_object(void)
{
    fixture_report("create_returns_object", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
