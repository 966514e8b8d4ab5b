/* times: needs the C API of `datetime`, as its documentation says, and supports interpreters with the strict check. */
#include <Python.h>
#include <datetime.h>

static int exec_module(PyObject *Py_UNUSED(module))
{
    PyDateTime_IMPORT;
    return PyDateTimeAPI ? 0 : -1;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec_module}, {0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "times", .m_slots = slots};

PyMODINIT_FUNC PyInit_times(void) { return PyModuleDef_Init(&definition); }
