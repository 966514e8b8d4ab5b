/*
 * exec_deletes_itself: a module whose exec slot takes its own entry out of sys.modules.
 *
 * - Multi-phase initialization without module state.
 * - The exec slot fills the module, then deletes sys.modules["exec_deletes_itself"]. It succeeds.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("exec_deletes_itself", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("exec_deletes_itself", FIXTURE_EXEC);

    if (fixture_populate(module, serial) < 0) {
        return -1;
    }
    return PyDict_DelItemString(PyImport_GetModuleDict(), "exec_deletes_itself");
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "exec_deletes_itself",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_exec_deletes_itself(void)
{
    fixture_report("exec_deletes_itself", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
