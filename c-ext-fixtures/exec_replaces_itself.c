/*
 * exec_replaces_itself: a module whose exec slot puts another object into its place in sys.modules.
 *
 * - Multi-phase initialization without module state.
 * - The exec slot fills the module, then sets sys.modules["exec_replaces_itself"] to the string "instead". It succeeds.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("exec_replaces_itself", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("exec_replaces_itself", FIXTURE_EXEC);

    if (fixture_populate(module, serial) < 0) {
        return -1;
    }
    PyObject *other = PyUnicode_FromString("instead");
    if (other == NULL) {
        return -1;
    }
    int result = PyDict_SetItemString(PyImport_GetModuleDict(), "exec_replaces_itself", other);
    Py_DECREF(other);
    return result;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "exec_replaces_itself",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_exec_replaces_itself(void)
{
    fixture_report("exec_replaces_itself", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
