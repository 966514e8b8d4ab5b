/*
 * capsule_exporter: a module that offers a C interface to other modules.
 *
 * - Multi-phase initialization without module state.
 * - The attribute api is a capsule named capsule_exporter.api: a function and a counter of its calls.
 * - What the capsule points to is a C static: all modules made from one library, in all interpreters, share it.
 */
#include "fixture.h"
#include "capsule_api.h"

static int call(struct capsule_api *self)
{
    return atomic_fetch_add(&self->calls, 1) + 1;
}

static struct capsule_api api = {
    .call = call,
};

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("capsule_exporter", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("capsule_exporter", FIXTURE_EXEC);
    PyObject *capsule = NULL;

    if (fixture_populate(module, serial) < 0) {
        goto error;
    }
    capsule = PyCapsule_New(&api, CAPSULE_API, NULL);
    if (capsule == NULL) {
        goto error;
    }
    if (PyModule_AddObjectRef(module, "api", capsule) < 0) {
        goto error;
    }
    Py_DECREF(capsule);
    return 0;

error:
    Py_XDECREF(capsule);
    return -1;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "capsule_exporter",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_capsule_exporter(void)
{
    fixture_report("capsule_exporter", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
