/*
 * abi3: a module compiled for the stable ABI.
 *
 * - Multi-phase initialization without module state.
 * - It uses only the limited API of Python 3.9, so one library works on every later Python with the GIL.
 * - On free-threaded builds, which have no stable ABI, it is compiled as an ordinary module.
 */
/* It tells whether this Python is free-threaded. */
#include <pyconfig.h>

#ifndef Py_GIL_DISABLED
#define Py_LIMITED_API 0x03090000
#endif
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("abi3", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("abi3", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "abi3",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_abi3(void)
{
    fixture_report("abi3", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
