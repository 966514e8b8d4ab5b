/*
 * exec_ok_with_exception: a module whose exec slot succeeds with an exception set.
 *
 * - Multi-phase initialization without module state.
 * - The exec slot fills the module and returns 0 with the exception RuntimeError "exec_ok_with_exception says no" set.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("exec_ok_with_exception", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("exec_ok_with_exception", FIXTURE_EXEC);

    if (fixture_populate(module, serial) < 0) {
        return -1;
    }
    PyErr_SetString(PyExc_RuntimeError, "exec_ok_with_exception says no");
    return 0;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "exec_ok_with_exception",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_exec_ok_with_exception(void)
{
    fixture_report("exec_ok_with_exception", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
