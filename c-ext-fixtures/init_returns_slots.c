/*
 * init_returns_slots: an init function that returns a module made from slots.
 *
 * - PyInit_init_returns_slots makes its module with PyModule_FromSlotsAndSpec and executes it (Python 3.15 and later).
 * - The module is complete but has no definition.
 * - Before Python 3.15, which has no such function, it is an ordinary single-phase module with m_size 0.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("init_returns_slots", FIXTURE_FREE);
}

#if PY_VERSION_HEX >= 0x030F0000
PyABIInfo_VAR(abi_info);

static int exec_module(PyObject *module)
{
    int serial = fixture_report("init_returns_slots", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PySlot slots[] = {
    PySlot_DATA(Py_mod_abi, &abi_info),
    PySlot_DATA(Py_mod_name, "init_returns_slots"),
    PySlot_FUNC(Py_mod_exec, exec_module),
    PySlot_FUNC(Py_mod_state_free, free_module),
    PySlot_END,
};

/* The least that PyModule_FromSlotsAndSpec takes for a spec: an object with a name. */
static PyObject *make_spec(void)
{
    PyObject *types = NULL;
    PyObject *spec = NULL;
    PyObject *name = NULL;

    types = PyImport_ImportModule("types");
    if (types == NULL) {
        goto error;
    }
    spec = PyObject_CallMethod(types, "SimpleNamespace", NULL);
    if (spec == NULL) {
        goto error;
    }
    name = PyUnicode_FromString("init_returns_slots");
    if (name == NULL) {
        goto error;
    }
    if (PyObject_SetAttrString(spec, "name", name) < 0) {
        goto error;
    }
    Py_DECREF(name);
    Py_DECREF(types);
    return spec;

error:
    Py_XDECREF(name);
    Py_XDECREF(spec);
    Py_XDECREF(types);
    return NULL;
}

PyMODINIT_FUNC PyInit_init_returns_slots(void)
{
    PyObject *spec = NULL;
    PyObject *module = NULL;

    fixture_report("init_returns_slots", FIXTURE_INIT);
    spec = make_spec();
    if (spec == NULL) {
        goto error;
    }
    module = PyModule_FromSlotsAndSpec(slots, spec);
    if (module == NULL) {
        goto error;
    }
    if (PyModule_Exec(module) < 0) {
        goto error;
    }
    Py_DECREF(spec);
    return module;

error:
    Py_XDECREF(module);
    Py_XDECREF(spec);
    return NULL;
}
#else
static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "init_returns_slots",
    .m_size = 0,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_init_returns_slots(void)
{
    int serial = fixture_report("init_returns_slots", FIXTURE_INIT);

    PyObject *module = PyModule_Create(&definition);
    if (module == NULL) {
        goto error;
    }
    if (fixture_populate(module, serial) < 0) {
        goto error;
    }
    return module;

error:
    Py_XDECREF(module);
    return NULL;
}
#endif
