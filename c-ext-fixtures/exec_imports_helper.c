/*
 * exec_imports_helper: a module whose exec slot imports a module written in Python.
 *
 * - Multi-phase initialization without module state.
 * - The exec slot imports the module helper before it fills the module, and fails if it can't.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("exec_imports_helper", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("exec_imports_helper", FIXTURE_EXEC);

    PyObject *helper = PyImport_ImportModule("helper");
    if (helper == NULL) {
        return -1;
    }
    Py_DECREF(helper);
    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "exec_imports_helper",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_exec_imports_helper(void)
{
    fixture_report("exec_imports_helper", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
