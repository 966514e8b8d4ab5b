/*
 * names_in_two_cases: two modules in one library whose names differ in case only.
 *
 * - Multi-phase initialization, twice: PyInit_names_in_two_cases and PyInit_NAMES_IN_TWO_CASES return a definition each.
 * - Registered by its name, it is the first; the second is found where the library, or a link to it, is named
 *   NAMES_IN_TWO_CASES.
 * - Both share one counter. The first reports as names_in_two_cases, the second as NAMES_IN_TWO_CASES.
 */
#include "fixture.h"

static int exec_lower(PyObject *module)
{
    return fixture_populate(module, fixture_report("names_in_two_cases", FIXTURE_EXEC));
}

static int exec_upper(PyObject *module)
{
    return fixture_populate(module, fixture_report("NAMES_IN_TWO_CASES", FIXTURE_EXEC));
}

static PyModuleDef_Slot slots_of_lower[] = {
    {.slot = Py_mod_exec, .value = exec_lower},
    {.slot = 0},
};

static PyModuleDef_Slot slots_of_upper[] = {
    {.slot = Py_mod_exec, .value = exec_upper},
    {.slot = 0},
};

static struct PyModuleDef lower = {
    PyModuleDef_HEAD_INIT,
    .m_name = "names_in_two_cases",
    .m_size = 0,
    .m_slots = slots_of_lower,
};

static struct PyModuleDef upper = {
    PyModuleDef_HEAD_INIT,
    .m_name = "NAMES_IN_TWO_CASES",
    .m_size = 0,
    .m_slots = slots_of_upper,
};

PyMODINIT_FUNC PyInit_names_in_two_cases(void)
{
    fixture_report("names_in_two_cases", FIXTURE_INIT);
    return PyModuleDef_Init(&lower);
}

PyMODINIT_FUNC PyInit_NAMES_IN_TWO_CASES(void)
{
    fixture_report("NAMES_IN_TWO_CASES", FIXTURE_INIT);
    return PyModuleDef_Init(&upper);
}
