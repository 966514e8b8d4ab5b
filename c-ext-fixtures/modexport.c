/*
 * modexport: a module without a definition, as in PEP 793.
 *
 * - Multi-phase initialization without module state, through both an export and an init function.
 * - PyModExport_modexport returns slots and reports the event export (Python 3.15 and later).
 * - PyInit_modexport returns a definition and reports the event init.
 * - Before Python 3.15, only PyInit_modexport is used.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("modexport", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("modexport", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "modexport",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_modexport(void)
{
    fixture_report("modexport", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}

#if PY_VERSION_HEX >= 0x030F0000
PyABIInfo_VAR(abi_info);

static PySlot exported_slots[] = {
    PySlot_DATA(Py_mod_abi, &abi_info),
    PySlot_DATA(Py_mod_name, "modexport"),
    PySlot_FUNC(Py_mod_exec, exec_module),
    PySlot_FUNC(Py_mod_state_free, free_module),
    PySlot_END,
};

PyMODEXPORT_FUNC PyModExport_modexport(void)
{
    fixture_report("modexport", FIXTURE_EXPORT);
    return exported_slots;
}
#endif
