/*
 * first_only: a module that fills itself only the first time, as modules do that cache their set-up for the process.
 *
 * - The exec slot adds `answer` if a C static says that it wasn't run before.
 * - Every interpreter gets a module object of its own; only the first has the name.
 */
#include <Python.h>

static int filled;

static int exec_module(PyObject *module)
{
    if (filled)
        return 0;
    filled = 1;
    return PyModule_AddStringConstant(module, "answer", "42");
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "first_only",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_first_only(void)
{
    return PyModuleDef_Init(&definition);
}
