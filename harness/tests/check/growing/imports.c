/*
 * Each exec imports modules of the standard library, which Python leaves much of behind, and nothing else.
 */
#include <Python.h>
#include <stdlib.h>
#include <string.h>

static int exec_module(PyObject *Py_UNUSED(module))
{
    const char *names[] = {"json", "typing"};
    for (size_t index = 0; index < sizeof names / sizeof *names; index++) {
        PyObject *imported = PyImport_ImportModule(names[index]);
        if (imported == NULL) {
            return -1;
        }
        Py_DECREF(imported);
    }
    return 0;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "imports",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_imports(void)
{
    return PyModuleDef_Init(&definition);
}
