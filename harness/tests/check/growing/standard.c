/*
 * The first exec keeps a module of the standard library in a C static. Each exec leaves 300 KiB behind.
 */
#include <Python.h>
#include <stdlib.h>
#include <string.h>

static PyObject *decimal;
static void *kept;

static int exec_module(PyObject *Py_UNUSED(module))
{
    if (decimal == NULL) {
        decimal = PyImport_ImportModule("decimal");
        if (decimal == NULL) {
            return -1;
        }
    }
    void **block = malloc(300 << 10);
    if (block == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    *block = kept;
    kept = block;
    return 0;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "standard",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_standard(void)
{
    return PyModuleDef_Init(&definition);
}
