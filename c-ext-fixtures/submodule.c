/*
 * submodule: an ordinary multi-phase module for a package.
 *
 * - Multi-phase initialization without module state.
 * - Meant to be registered, or placed, as package.submodule.
 * - The init function has the last part of the dotted name: PyInit_submodule.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("submodule", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("submodule", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "package.submodule",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_submodule(void)
{
    fixture_report("submodule", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
