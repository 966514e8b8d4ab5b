/* main_interpreter: multi-phase, declares nothing, and refuses to be in sub-interpreters. */
#include <Python.h>

static int exec_module(PyObject *Py_UNUSED(module))
{
    if (PyInterpreterState_Get() != PyInterpreterState_Main()) {
        PyErr_SetString(PyExc_ImportError, "only in the main interpreter");
        return -1;
    }
    return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec_module}, {0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "main_interpreter", .m_slots = slots};

PyMODINIT_FUNC PyInit_main_interpreter(void) { return PyModuleDef_Init(&definition); }
