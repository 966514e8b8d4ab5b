/* times: needs the C API of `datetime`, as its documentation says, and has an object of `datetime` among its own. */
#include <Python.h>
#include <datetime.h>

static int exec_module(PyObject *module)
{
    PyDateTime_IMPORT;
    if (PyDateTimeAPI == NULL) {
        return -1;
    }
    PyObject *utc = PyDateTime_TimeZone_UTC;
    Py_INCREF(utc);
    return PyModule_AddObject(module, "utc", utc);
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec_module}, {0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "times", .m_slots = slots};

PyMODINIT_FUNC PyInit_times(void) { return PyModuleDef_Init(&definition); }
