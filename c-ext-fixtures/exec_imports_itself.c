/*
 * exec_imports_itself: a module whose exec slot imports the module.
 *
 * - Multi-phase initialization without module state.
 * - The exec slot imports exec_imports_itself before it fills the module, and fails if it can't. The attribute `same` says
 *   whether that gave the module that is being executed.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("exec_imports_itself", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("exec_imports_itself", FIXTURE_EXEC);
    PyObject *imported = NULL;

    imported = PyImport_ImportModule("exec_imports_itself");
    if (imported == NULL) {
        goto error;
    }
    if (PyModule_AddObjectRef(module, "same", imported == module ? Py_True : Py_False) < 0) {
        goto error;
    }
    if (fixture_populate(module, serial) < 0) {
        goto error;
    }
    Py_DECREF(imported);
    return 0;

error:
    Py_XDECREF(imported);
    return -1;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "exec_imports_itself",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_exec_imports_itself(void)
{
    fixture_report("exec_imports_itself", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
