/* hides: needs a package, and raises an exception of its own in place of that package's. */
#include <Python.h>

static int exec_module(PyObject *Py_UNUSED(module))
{
    PyObject *other = PyImport_ImportModule("other");
    if (other == NULL) {
        PyErr_Clear();
        PyErr_SetString(PyExc_ImportError, "the core of other failed to import");
        return -1;
    }
    Py_DECREF(other);
    return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec_module}, {0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "hides", .m_slots = slots};

PyMODINIT_FUNC PyInit_hides(void) { return PyModuleDef_Init(&definition); }
