/*
 * single_phase_reinit: a single-phase module that can be initialized again.
 *
 * - Single-phase initialization: PyInit_single_phase_reinit returns the finished module.
 * - m_size is 0: the module has no state, so Python may call PyInit_single_phase_reinit again for a new module.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("single_phase_reinit", FIXTURE_FREE);
}

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "single_phase_reinit",
    .m_size = 0,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_single_phase_reinit(void)
{
    int serial = fixture_report("single_phase_reinit", FIXTURE_INIT);

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
