/*
 * init_imports_itself: an init function that imports its own module.
 *
 * - Single-phase initialization with m_size -1.
 * - PyInit_init_imports_itself imports init_imports_itself before it creates the module; the inner call only creates
 *   the module.
 * - So one import creates two modules, the inner one first.
 */
#include "fixture.h"

/* How many calls of the init function are going on. */
static atomic_int depth;

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("init_imports_itself", FIXTURE_FREE);
}

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "init_imports_itself",
    .m_size = -1,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_init_imports_itself(void)
{
    int serial = fixture_report("init_imports_itself", FIXTURE_INIT);
    PyObject *inner = NULL;
    PyObject *module = NULL;

    if (atomic_fetch_add(&depth, 1) == 0) {
        inner = PyImport_ImportModule("init_imports_itself");
        if (inner == NULL) {
            goto error;
        }
    }
    module = PyModule_Create(&definition);
    if (module == NULL) {
        goto error;
    }
    if (fixture_populate(module, serial) < 0) {
        goto error;
    }
    Py_XDECREF(inner);
    atomic_fetch_sub(&depth, 1);
    return module;

error:
    Py_XDECREF(inner);
    Py_XDECREF(module);
    atomic_fetch_sub(&depth, 1);
    return NULL;
}
