/*
 * made: a shim, whose module another one makes.
 */
#include <Python.h>

PyMODINIT_FUNC PyInit_made(void)
{
    PyObject *(*init)(void) = NULL;
    PyObject *maker = PyImport_ImportModule("maker");
    PyObject *capsule = maker == NULL ? NULL : PyObject_GetAttrString(maker, "init_made");
    if (capsule != NULL) {
        init = (PyObject *(*)(void))PyCapsule_GetPointer(capsule, "maker.init_made");
    }
    Py_XDECREF(capsule);
    Py_XDECREF(maker);
    return init == NULL ? NULL : init();
}
