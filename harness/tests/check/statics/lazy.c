/*
 * lazy: a module whose function put() keeps its argument in a C static, if nothing is there yet.
 */
#include <Python.h>

static PyObject *kept;

static PyObject *put(PyObject *Py_UNUSED(module), PyObject *object)
{
    if (kept == NULL) {
        Py_INCREF(object);
        kept = object;
    }
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {.ml_name = "put", .ml_meth = put, .ml_flags = METH_O},
    {.ml_name = NULL},
};

static PyModuleDef_Slot slots[] = {
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "lazy",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_lazy(void)
{
    return PyModuleDef_Init(&definition);
}
