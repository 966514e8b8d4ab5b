/*
 * once_per_process: a multi-phase module that refuses to be loaded twice, as NumPy does.
 *
 * - Multi-phase initialization without module state.
 * - A C static remembers the first load until the process ends.
 * - Every later exec, in any interpreter, raises ImportError "cannot load module more than once per process".
 */
#include "fixture.h"

static atomic_flag loaded = ATOMIC_FLAG_INIT;

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("once_per_process", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("once_per_process", FIXTURE_EXEC);

    if (atomic_flag_test_and_set(&loaded)) {
        PyErr_SetString(PyExc_ImportError, "cannot load module more than once per process");
        return -1;
    }
    return fixture_populate(module, serial);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "once_per_process",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_once_per_process(void)
{
    fixture_report("once_per_process", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
