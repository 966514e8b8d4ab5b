/*
 * Each exec leaves 32 blocks of 248 bytes behind.
 */
#include <Python.h>
#include <stdlib.h>
#include <string.h>

static void *kept;

static int exec_module(PyObject *Py_UNUSED(module))
{
    for (int count = 0; count < 32; count++) {
        void **block = malloc(248);
        if (block == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        *block = kept;
        kept = block;
    }
    return 0;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "blocks",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_blocks(void)
{
    return PyModuleDef_Init(&definition);
}
