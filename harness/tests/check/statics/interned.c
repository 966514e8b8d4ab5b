/* interned: keeps a name in a C static that code of its package has made immortal. */
#include <Python.h>

static PyObject *name;

static int exec_module(PyObject *Py_UNUSED(module))
{
    if (name == NULL) {
        name = PyUnicode_InternFromString("a_name_that_nobody_else_has");
    }
    return name == NULL ? -1 : 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec_module}, {0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "interned", .m_slots = slots};

PyMODINIT_FUNC PyInit_interned(void) { return PyModuleDef_Init(&definition); }
