/*
 * Each exec makes a table longer by 1000 bytes, which a C static keeps.
 */
#include <Python.h>
#include <stdlib.h>
#include <string.h>

static char *table;
static size_t length;

static int exec_module(PyObject *Py_UNUSED(module))
{
    char *longer = realloc(table, length + 1000);
    if (longer == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    table = longer;
    length += 1000;
    return 0;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "table",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_table(void)
{
    return PyModuleDef_Init(&definition);
}
