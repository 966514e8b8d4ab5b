/*
 * single_phase_needs_libpython: a single-phase module whose shared library is linked with libpython.
 *
 * - The library has libpython among its dependencies (DT_NEEDED), as some build systems do it.
 * - It is linked with libpython because of its name. Otherwise it is the fixture single_phase.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("single_phase_needs_libpython", FIXTURE_FREE);
}

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "single_phase_needs_libpython",
    .m_size = -1,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_single_phase_needs_libpython(void)
{
    int serial = fixture_report("single_phase_needs_libpython", FIXTURE_INIT);

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
