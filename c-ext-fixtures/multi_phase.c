/*
 * multi_phase: a multi-phase module without state.
 *
 * - Multi-phase initialization: PyInit_multi_phase returns a definition, and Python creates the module.
 * - The exec slot fills the module and can run more than once.
 * - m_size is 0: there is no module state.
 * - It has no slots for sub-interpreters or the GIL.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("multi_phase", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("multi_phase", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "multi_phase",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_multi_phase(void)
{
    fixture_report("multi_phase", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
