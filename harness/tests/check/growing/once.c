/*
 * The first exec takes 300 KiB that it keeps; the second one, twice as much. Each one takes a block, in place of which the next
 * one takes its own.
 */
#include <Python.h>
#include <stdlib.h>
#include <string.h>

static void *kept[2];
static void *last;

static int exec_module(PyObject *Py_UNUSED(module))
{
    free(last);
    last = malloc(1000);
    for (size_t index = 0; index < 2; index++) {
        if (kept[index] == NULL) {
            kept[index] = malloc((300 << 10) * (index + 1));
            break;
        }
    }
    return 0;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "once",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_once(void)
{
    return PyModuleDef_Init(&definition);
}
