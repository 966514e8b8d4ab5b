/*
 * modexport_without_abi: a module without a definition that doesn't say what it was compiled for.
 *
 * - Multi-phase initialization without module state, through both an export and an init function, as in modexport.
 * - The slots that PyModExport_modexport_without_abi returns lack Py_mod_abi, which is mandatory there.
 * - Before Python 3.15, only PyInit_modexport_without_abi is used.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("modexport_without_abi", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("modexport_without_abi", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "modexport_without_abi",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_modexport_without_abi(void)
{
    fixture_report("modexport_without_abi", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}

#if PY_VERSION_HEX >= 0x030F0000
static PySlot exported_slots[] = {
    PySlot_DATA(Py_mod_name, "modexport_without_abi"),
    PySlot_FUNC(Py_mod_exec, exec_module),
    PySlot_FUNC(Py_mod_state_free, free_module),
    PySlot_END,
};

PyMODEXPORT_FUNC PyModExport_modexport_without_abi(void)
{
    fixture_report("modexport_without_abi", FIXTURE_EXPORT);
    return exported_slots;
}
#endif
