/* Calls the function of `taker` when it is imported. */
#include <Python.h>

static int exec_module(PyObject *module)
{
    (void)module;
    PyObject *taker = PyImport_ImportModule(TAKER);
    PyObject *capsule = taker ? PyObject_GetAttrString(taker, "take") : NULL;
    void (*take)(size_t) = NULL;
    if (capsule) {
        *(void **)&take = PyCapsule_GetPointer(capsule, NULL);
    }
    if (take) {
        take(4321);
    }
    Py_XDECREF(capsule);
    Py_XDECREF(taker);
    return take ? 0 : -1;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, (void *)exec_module}, {0, NULL}};
static PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "caller", .m_slots = slots};

PyMODINIT_FUNC PyInit_caller(void)
{
    return PyModuleDef_Init(&definition);
}
