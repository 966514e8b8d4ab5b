/*
 * gil_state: a module whose exec slot lets the GIL go and takes it back with PyGILState_Ensure, as callbacks of libraries do.
 *
 * - Multi-phase initialization without module state.
 * - Adds `entered`, the number of the interpreter in which PyGILState_Ensure put the thread, and `own`, that of the import.
 */
#include "fixture.h"

static int64_t interpreter(void)
{
    return PyInterpreterState_GetID(PyThreadState_Get()->interp);
}

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("gil_state", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("gil_state", FIXTURE_EXEC);
    int64_t entered;

    Py_BEGIN_ALLOW_THREADS
    PyGILState_STATE state = PyGILState_Ensure();
    entered = interpreter();
    PyGILState_Release(state);
    Py_END_ALLOW_THREADS
    if (PyModule_AddIntConstant(module, "entered", (long)entered) < 0) {
        return -1;
    }
    if (PyModule_AddIntConstant(module, "own", (long)interpreter()) < 0) {
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
    .m_name = "gil_state",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_gil_state(void)
{
    fixture_report("gil_state", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
