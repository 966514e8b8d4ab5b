/*
 * plain_name: a module with a heap type whose name has no dot, and which so has no `__module__`.
 */
#include <Python.h>

static PyType_Slot slots[] = {{0, NULL}};

static PyType_Spec spec = {
    .name = "Plain",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = slots,
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "plain_name",
    .m_size = -1,
};

PyMODINIT_FUNC PyInit_plain_name(void)
{
    PyObject *module = PyModule_Create(&definition);
    PyObject *type = PyType_FromSpec(&spec);

    if (module == NULL || type == NULL || PyModule_AddObject(module, "Plain", type) < 0)
        goto error;
    return module;

error:
    Py_XDECREF(module);
    Py_XDECREF(type);
    return NULL;
}
