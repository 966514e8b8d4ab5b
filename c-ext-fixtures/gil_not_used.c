/*
 * gil_not_used: a module that a free-threaded build can import without enabling the GIL.
 *
 * - Multi-phase initialization without module state.
 * - Its slot Py_mod_gil is Py_MOD_GIL_NOT_USED (Python 3.13 and later).
 * - It has no slot for sub-interpreters.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("gil_not_used", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("gil_not_used", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
#ifdef Py_mod_gil
    {.slot = Py_mod_gil, .value = Py_MOD_GIL_NOT_USED},
#endif
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "gil_not_used",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_gil_not_used(void)
{
    fixture_report("gil_not_used", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
