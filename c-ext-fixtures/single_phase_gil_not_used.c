/*
 * single_phase_gil_not_used: a single-phase module that a free-threaded build can import without enabling the GIL.
 *
 * - Single-phase initialization, m_size is -1.
 * - Its init function declares Py_MOD_GIL_NOT_USED in free-threaded builds, which have a function for that.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("single_phase_gil_not_used", FIXTURE_FREE);
}

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "single_phase_gil_not_used",
    .m_size = -1,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_single_phase_gil_not_used(void)
{
    int serial = fixture_report("single_phase_gil_not_used", FIXTURE_INIT);

    PyObject *module = PyModule_Create(&definition);
    if (module == NULL) {
        goto error;
    }
#ifdef Py_GIL_DISABLED
    if (PyUnstable_Module_SetGIL(module, Py_MOD_GIL_NOT_USED) < 0) {
        goto error;
    }
#endif
    if (fixture_populate(module, serial) < 0) {
        goto error;
    }
    return module;

error:
    Py_XDECREF(module);
    return NULL;
}
