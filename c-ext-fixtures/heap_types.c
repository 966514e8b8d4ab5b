/*
 * heap_types: a module whose type belongs to the module, as the documentation recommends.
 *
 * - Multi-phase initialization without module state.
 * - The attribute Kind is a heap type; each module has its own.
 * - Its slots are Py_MOD_PER_INTERPRETER_GIL_SUPPORTED (Python 3.12 and later) and Py_MOD_GIL_NOT_USED (Python 3.13 and
 *   later).
 */
#include "fixture.h"

static PyType_Slot kind_slots[] = {
    {.slot = Py_tp_doc, .pfunc = "A heap type."},
    {.slot = Py_tp_new, .pfunc = PyType_GenericNew},
    {.slot = 0},
};

static PyType_Spec kind_spec = {
    .name = "heap_types.Kind",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = kind_slots,
};

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("heap_types", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("heap_types", FIXTURE_EXEC);
    PyObject *kind = NULL;

    if (fixture_populate(module, serial) < 0) {
        goto error;
    }
    kind = PyType_FromModuleAndSpec(module, &kind_spec, NULL);
    if (kind == NULL) {
        goto error;
    }
    if (PyModule_AddObjectRef(module, "Kind", kind) < 0) {
        goto error;
    }
    Py_DECREF(kind);
    return 0;

error:
    Py_XDECREF(kind);
    return -1;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
#ifdef Py_mod_multiple_interpreters
    {.slot = Py_mod_multiple_interpreters, .value = Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
#ifdef Py_mod_gil
    {.slot = Py_mod_gil, .value = Py_MOD_GIL_NOT_USED},
#endif
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "heap_types",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_heap_types(void)
{
    fixture_report("heap_types", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
