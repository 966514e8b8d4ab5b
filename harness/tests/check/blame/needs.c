/* needs: imports a module of another package when it is executed. */
#include <Python.h>

static int exec_module(PyObject *Py_UNUSED(module))
{
    PyObject *other = PyImport_ImportModule("other.once_per_process");
    if (other == NULL) {
        return -1;
    }
    Py_DECREF(other);
    return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec_module}, {0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "needs", .m_slots = slots};

PyMODINIT_FUNC PyInit_needs(void) { return PyModuleDef_Init(&definition); }
