/*
 * init_module_and_exception: an init function that succeeds with an exception set.
 *
 * - Single-phase initialization with m_size -1.
 * - PyInit_init_module_and_exception returns a good module with the exception RuntimeError "init_module_and_exception
 *   says no" set.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("init_module_and_exception", FIXTURE_FREE);
}

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "init_module_and_exception",
    .m_size = -1,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_init_module_and_exception(void)
{
    int serial = fixture_report("init_module_and_exception", FIXTURE_INIT);

    PyObject *module = PyModule_Create(&definition);
    if (module == NULL) {
        goto error;
    }
    if (fixture_populate(module, serial) < 0) {
        goto error;
    }
    PyErr_SetString(PyExc_RuntimeError, "init_module_and_exception says no");
    return module;

error:
    Py_XDECREF(module);
    return NULL;
}
