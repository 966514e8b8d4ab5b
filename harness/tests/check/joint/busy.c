/* busy: four modules. core is for one import at a time, as a variable of the process says; yields gives it free, takes takes it again. */
#include <Python.h>
#include <stdlib.h>

static int exec_module(PyObject *Py_UNUSED(module))
{
#if defined(CORE)
    if (getenv("CORE_BUSY") != NULL) {
        PyErr_SetString(PyExc_ImportError, "core is busy");
        return -1;
    }
#endif
#if defined(CORE) || defined(TAKES)
    setenv("CORE_BUSY", "1", 1);
#elif defined(YIELDS)
    unsetenv("CORE_BUSY");
#endif
    return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec_module}, {0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "busy", .m_slots = slots};

PyMODINIT_FUNC PyInit_busy(void) { return PyModuleDef_Init(&definition); }
