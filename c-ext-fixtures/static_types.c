/*
 * static_types: a module whose type is a C static.
 *
 * - Multi-phase initialization without module state.
 * - The attribute Kind is a static type, the same for all modules in all interpreters of the process.
 * - The exec slot calls PyType_Ready each time; only the first call has an effect.
 */
#include "fixture.h"

static PyTypeObject kind = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "static_types.Kind",
    .tp_doc = "A static type.",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("static_types", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("static_types", FIXTURE_EXEC);

    if (fixture_populate(module, serial) < 0) {
        return -1;
    }
    if (PyType_Ready(&kind) < 0) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "Kind", (PyObject *)&kind);
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "static_types",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_static_types(void)
{
    fixture_report("static_types", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
