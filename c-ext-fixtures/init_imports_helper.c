/*
 * init_imports_helper: an init function that imports a module written in Python.
 *
 * - Single-phase initialization, m_size is -1.
 * - PyInit_init_imports_helper imports the module helper, and fails if there is none.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("init_imports_helper", FIXTURE_FREE);
}

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "init_imports_helper",
    .m_size = -1,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_init_imports_helper(void)
{
    int serial = fixture_report("init_imports_helper", FIXTURE_INIT);
    PyObject *module = NULL;

    PyObject *helper = PyImport_ImportModule("helper");
    if (helper == NULL) {
        goto error;
    }
    module = PyModule_Create(&definition);
    if (module == NULL) {
        goto error;
    }
    if (fixture_populate(module, serial) < 0) {
        goto error;
    }
    Py_DECREF(helper);
    return module;

error:
    Py_XDECREF(helper);
    Py_XDECREF(module);
    return NULL;
}
