/* says_no: refuses to be loaded twice, before it needs a package. */
#include <Python.h>

static int loaded;

static int exec_module(PyObject *Py_UNUSED(module))
{
    if (loaded++) {
        PyErr_SetString(PyExc_ImportError, "only once");
        return -1;
    }
    PyObject *other = PyImport_ImportModule("other");
    Py_XDECREF(other);
    return other ? 0 : -1;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec_module}, {0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "says_no", .m_slots = slots};

PyMODINIT_FUNC PyInit_says_no(void) { return PyModuleDef_Init(&definition); }
