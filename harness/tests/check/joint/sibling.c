/*
 * sibling: imports another module of its package, which can be loaded only once.
 *
 * - With LATER, it does so from its second execution on only, and kills the process then.
 */
#include <Python.h>
#include <signal.h>

#ifdef LATER
static int executions;
#endif

static int exec_module(PyObject *Py_UNUSED(module))
{
#ifdef LATER
    if (++executions == 1) {
        return 0;
    }
#endif
    PyObject *other = PyImport_ImportModule("several.once_per_process");
    if (other == NULL) {
        return -1;
    }
    Py_DECREF(other);
#ifdef LATER
    raise(SIGSEGV);
#endif
    return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec_module}, {0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "sibling", .m_slots = slots};

PyMODINIT_FUNC PyInit_sibling(void) { return PyModuleDef_Init(&definition); }
