/*
 * A module that leaks.
 * - multi-phase initialisation
 * - each exec takes 64 KiB of memory and never gives them back
 */
#include <Python.h>
#include <stdlib.h>
#include <string.h>

static int exec_module(PyObject *module)
{
    char *memory = malloc(64 << 10);
    if (memory == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memset(memory, 1, 64 << 10);
    return PyModule_AddIntConstant(module, "first", memory[0]);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "leaks",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_leaks(void)
{
    return PyModuleDef_Init(&definition);
}
