/*
 * Each exec leaves a block of each function of the C library for memory behind, of 1, 10, 100 ... bytes: malloc, calloc,
 * reallocarray, posix_memalign, aligned_alloc, memalign.
 */
#include <Python.h>
#include <stdlib.h>
#include <string.h>
#include <malloc.h>

void *kept[6];

static int exec_module(PyObject *Py_UNUSED(module))
{
    void *aligned = NULL;
    kept[0] = malloc(1);
    kept[1] = calloc(5, 2);
    kept[2] = reallocarray(malloc(3), 50, 2);
    kept[3] = posix_memalign(&aligned, 64, 1000) == 0 ? aligned : NULL;
    kept[4] = aligned_alloc(16, 10000);
    kept[5] = memalign(64, 100000);
    return 0;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "forms",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_forms(void)
{
    return PyModuleDef_Init(&definition);
}
