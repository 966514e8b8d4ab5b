/*
 * abi_info_free_threaded: a module that was compiled for free-threaded builds.
 *
 * - Multi-phase initialization without module state.
 * - The slot Py_mod_abi is: free-threaded builds of this version (Python 3.15 and later).
 * - Before Python 3.15 the slot doesn't exist, and the module has none.
 */
#include "fixture.h"

#if PY_VERSION_HEX >= 0x030F0000
static PyABIInfo abi_info = {
    .abiinfo_major_version = 1,
    .abiinfo_minor_version = 0,
    .flags = PyABIInfo_FREETHREADED,
    .build_version = PY_VERSION_HEX,
    .abi_version = PY_VERSION_HEX,
};
#endif

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("abi_info_free_threaded", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("abi_info_free_threaded", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
#if PY_VERSION_HEX >= 0x030F0000
    {.slot = Py_mod_abi, .value = &abi_info},
#endif
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "abi_info_free_threaded",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_abi_info_free_threaded(void)
{
    fixture_report("abi_info_free_threaded", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
