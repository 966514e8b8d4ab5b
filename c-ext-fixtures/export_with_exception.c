/*
 * export_with_exception: an export function that returns slots with an exception set.
 *
 * - Multi-phase initialization without module state, through both an export and an init function, as in modexport.
 * - PyModExport_export_with_exception returns good slots with a RuntimeError set.
 * - Before Python 3.15, only PyInit_export_with_exception is used.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("export_with_exception", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("export_with_exception", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "export_with_exception",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_export_with_exception(void)
{
    fixture_report("export_with_exception", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}

#if PY_VERSION_HEX >= 0x030F0000
PyABIInfo_VAR(abi_info);

static PySlot exported_slots[] = {
    PySlot_DATA(Py_mod_abi, &abi_info),
    PySlot_DATA(Py_mod_name, "export_with_exception"),
    PySlot_FUNC(Py_mod_exec, exec_module),
    PySlot_FUNC(Py_mod_state_free, free_module),
    PySlot_END,
};

PyMODEXPORT_FUNC PyModExport_export_with_exception(void)
{
    fixture_report("export_with_exception", FIXTURE_EXPORT);
    PyErr_SetString(PyExc_RuntimeError, "export_with_exception says no");
    return exported_slots;
}
#endif
