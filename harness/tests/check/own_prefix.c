/*
 * own_prefix: a module that calls a function of a library of its own, whose name begins like those of Python.
 *
 * Compiled with -DLIBRARY, it is that library.
 */
#include <Python.h>

int PyMine_Answer(void);

#ifdef LIBRARY

int PyMine_Answer(void)
{
    return 42;
}

#else

static int exec_module(PyObject *module)
{
    return PyModule_AddIntConstant(module, "answer", PyMine_Answer());
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "own_prefix",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_own_prefix(void)
{
    return PyModuleDef_Init(&definition);
}

#endif
