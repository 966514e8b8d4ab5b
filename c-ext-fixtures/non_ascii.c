/*
 * non_ascii: a module whose name isn't ASCII.
 *
 * - The module's name is zkouška, written in UTF-8.
 * - The init function is PyInitU_ followed by the name in Punycode, as in PEP 489.
 * - Multi-phase initialization without module state.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("non_ascii", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("non_ascii", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "zkou\u0161ka",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInitU_zkouka_ekb(void)
{
    fixture_report("non_ascii", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
