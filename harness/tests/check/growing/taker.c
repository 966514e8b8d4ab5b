/* Takes memory for whoever calls its function, and never gives it back. */
#include <Python.h>
#include <stdlib.h>

static void *volatile last;

__attribute__((noinline)) static void take(size_t bytes)
{
    last = malloc(bytes);
}

static int exec_module(PyObject *module)
{
    PyObject *capsule = PyCapsule_New((void *)take, NULL, NULL);
    if (capsule == NULL || PyModule_AddObject(module, "take", capsule) < 0) {
        Py_XDECREF(capsule);
        return -1;
    }
    return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, (void *)exec_module}, {0, NULL}};
static PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "taker", .m_slots = slots};

PyMODINIT_FUNC PyInit_taker(void)
{
    return PyModuleDef_Init(&definition);
}
