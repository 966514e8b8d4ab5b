/*
 * abi3_with_gil: a module compiled for the stable ABI of the default build, on every Python.
 *
 * - Multi-phase initialization without module state.
 * - It uses only the limited API of Python 3.9, and the object layout of the default build. On a free-threaded build
 *   the layout is wrong, but the file name is one that Python searches for.
 */
/* The headers learn from this file whether Python is free-threaded; it isn't read twice. */
#include <pyconfig.h>
#undef Py_GIL_DISABLED
#define Py_LIMITED_API 0x03090000
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("abi3_with_gil", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("abi3_with_gil", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "abi3_with_gil",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_abi3_with_gil(void)
{
    fixture_report("abi3_with_gil", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
