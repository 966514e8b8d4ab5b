/*
 * decoy: a table that begins like a static type, with a dict among its pointers.
 */
#include <Python.h>
#include <stdint.h>

#define HEAD (sizeof(PyObject) / sizeof(void *))

/* What is in the place of `tp_name`, and of `tp_flags`: an address with the bit of types that are ready. */
static const char name[] = "decoy";
static char page[3 * 4096];

static void *table[80];

static int exec_module(PyObject *Py_UNUSED(module))
{
    table[HEAD - 1] = &PyType_Type;
    table[HEAD + 1] = (void *)(uintptr_t)name;
    table[HEAD + 1 + 18] = (void *)((((uintptr_t)page + 4095) & ~(uintptr_t)4095) | 4096);
    if (table[40] == NULL) {
        table[40] = PyDict_New();
    }
    return table[40] == NULL ? -1 : 0;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "decoy",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_decoy(void)
{
    return PyModuleDef_Init(&definition);
}
