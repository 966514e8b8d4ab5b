/*
 * single_phase_abi3_with_gil: a single-phase module compiled for the stable ABI of the default build, on every Python.
 *
 * - Single-phase initialization, m_size is -1.
 * - It uses only the limited API of Python 3.9, and the object layout of the default build. On a free-threaded build
 *   the layout is wrong, but the file name is one that Python searches for.
 */
/* The headers learn from this file whether Python is free-threaded; it isn't read twice. */
#include <pyconfig.h>
#undef Py_GIL_DISABLED
#define Py_LIMITED_API 0x03090000
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("single_phase_abi3_with_gil", FIXTURE_FREE);
}

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "single_phase_abi3_with_gil",
    .m_size = -1,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_single_phase_abi3_with_gil(void)
{
    int serial = fixture_report("single_phase_abi3_with_gil", FIXTURE_INIT);

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
