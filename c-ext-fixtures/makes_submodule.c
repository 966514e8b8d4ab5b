/*
 * makes_submodule: a module that makes a submodule in C, as pyexpat and pybind11's def_submodule do.
 *
 * - Multi-phase initialization without module state.
 * - The exec slot calls PyImport_AddModule("makes_submodule.inner"), gives the new module the attribute `answer`, and sets
 *   it as the attribute `inner`. It sets neither __path__ nor the submodule's __spec__.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("makes_submodule", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("makes_submodule", FIXTURE_EXEC);

    if (fixture_populate(module, serial) < 0) {
        return -1;
    }
    PyObject *inner = PyImport_AddModule("makes_submodule.inner");
    if (inner == NULL) {
        return -1;
    }
    if (PyModule_AddIntConstant(inner, "answer", 42) < 0) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "inner", inner);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "makes_submodule",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_makes_submodule(void)
{
    fixture_report("makes_submodule", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
