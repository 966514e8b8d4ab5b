/*
 * own_path: an extension module that makes itself a package.
 *
 * - Multi-phase initialization without module state.
 * - The exec slot sets __path__ to an empty list, which makes the module a package.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("own_path", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("own_path", FIXTURE_EXEC);
    PyObject *path = NULL;

    if (fixture_populate(module, serial) < 0) {
        goto error;
    }
    path = PyList_New(0);
    if (path == NULL) {
        goto error;
    }
    if (PyModule_AddObjectRef(module, "__path__", path) < 0) {
        goto error;
    }
    Py_DECREF(path);
    return 0;

error:
    Py_XDECREF(path);
    return -1;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "own_path",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_own_path(void)
{
    fixture_report("own_path", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
