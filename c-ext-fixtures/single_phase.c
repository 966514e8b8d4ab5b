/*
 * single_phase: a single-phase module with global state.
 *
 * - Single-phase initialization: PyInit_single_phase returns the finished module.
 * - m_size is -1: the module has global state, and Python won't initialize it a second time in an interpreter.
 * - It declares nothing about sub-interpreters or the GIL.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("single_phase", FIXTURE_FREE);
}

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "single_phase",
    .m_size = -1,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_single_phase(void)
{
    int serial = fixture_report("single_phase", FIXTURE_INIT);

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
