/*
 * needs_libpython: a multi-phase module whose shared library is linked with libpython.
 *
 * - The library has libpython among its dependencies (DT_NEEDED), as some build systems do it.
 * - It is linked with libpython because of its name. Otherwise it is the fixture multi_phase.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("needs_libpython", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("needs_libpython", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "needs_libpython",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_needs_libpython(void)
{
    fixture_report("needs_libpython", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
