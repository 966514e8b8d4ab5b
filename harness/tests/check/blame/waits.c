/* waits: never returns when it is loaded again. */
#include <Python.h>
#include <unistd.h>

static int loaded;

static int exec_module(PyObject *Py_UNUSED(module))
{
    if (loaded++) {
        for (;;) {
            pause();
        }
    }
    return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec_module}, {0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "waits", .m_slots = slots};

PyMODINIT_FUNC PyInit_waits(void) { return PyModuleDef_Init(&definition); }
