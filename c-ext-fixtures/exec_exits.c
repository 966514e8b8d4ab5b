/*
 * exec_exits: a module that raises SystemExit in its exec slot.
 *
 * - Multi-phase initialization without module state.
 * - The exec slot raises SystemExit with the exit code 3.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("exec_exits", FIXTURE_FREE);
}

static int exec_module(PyObject *Py_UNUSED(module))
{
    fixture_report("exec_exits", FIXTURE_EXEC);
    PyObject *code = PyLong_FromLong(3);
    if (code != NULL) {
        PyErr_SetObject(PyExc_SystemExit, code);
        Py_DECREF(code);
    }
    return -1;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "exec_exits",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_exec_exits(void)
{
    fixture_report("exec_exits", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
