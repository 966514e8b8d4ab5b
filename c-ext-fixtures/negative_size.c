/*
 * negative_size: a multi-phase module that declares global state, which only single-phase modules may.
 *
 * - Multi-phase initialization with m_size -1.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("negative_size", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("negative_size", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "negative_size",
    .m_size = -1,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_negative_size(void)
{
    fixture_report("negative_size", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
