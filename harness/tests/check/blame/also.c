/* also: needs no other package, but tries to import one, and is for one initialization by its own decision. */
#include <Python.h>

static int times = 0;

static int exec_module(PyObject *Py_UNUSED(module))
{
    PyObject *other = PyImport_ImportModule("other");
    if (other == NULL) {
        PyErr_Clear();
    }
    Py_XDECREF(other);
    if (times++ > 0) {
        PyErr_SetString(PyExc_RuntimeError, "also is for one initialization");
        return -1;
    }
    return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec_module}, {0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "also", .m_slots = slots};

PyMODINIT_FUNC PyInit_also(void) { return PyModuleDef_Init(&definition); }
