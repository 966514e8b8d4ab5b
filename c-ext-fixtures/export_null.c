/*
 * export_null: an export function that fails without an exception.
 *
 * - Multi-phase initialization without module state, through both an export and an init function, as in modexport.
 * - PyModExport_export_null returns NULL.
 * - Before Python 3.15, only PyInit_export_null is used.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("export_null", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("export_null", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "export_null",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_export_null(void)
{
    fixture_report("export_null", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}

#if PY_VERSION_HEX >= 0x030F0000
PyMODEXPORT_FUNC PyModExport_export_null(void)
{
    fixture_report("export_null", FIXTURE_EXPORT);
    return NULL;
}
#endif
