/*
 * capsule_in_package: a module for a package named package, with a capsule.
 *
 * - Multi-phase initialization without module state.
 * - The attribute `api` is a capsule named package.capsule_in_package.api, as PyCapsule_Import wants it. It points to a C
 *   static.
 */
#include "fixture.h"

static int answer = 42;

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("capsule_in_package", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("capsule_in_package", FIXTURE_EXEC);
    PyObject *api = NULL;

    if (fixture_populate(module, serial) < 0) {
        goto error;
    }
    api = PyCapsule_New(&answer, "package.capsule_in_package.api", NULL);
    if (api == NULL) {
        goto error;
    }
    if (PyModule_AddObjectRef(module, "api", api) < 0) {
        goto error;
    }
    Py_DECREF(api);
    return 0;

error:
    Py_XDECREF(api);
    return -1;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "capsule_in_package",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_capsule_in_package(void)
{
    fixture_report("capsule_in_package", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
