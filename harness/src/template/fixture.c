/*
 * NAME: a multi-phase module without state.
 *
 * - What explains a transcript, one bullet for each property.
 */
#include "fixture.h"

static int exec_module(PyObject *module)
{
    int serial = fixture_report("NAME", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "NAME",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_NAME(void)
{
    fixture_report("NAME", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
