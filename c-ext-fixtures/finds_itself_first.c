/*
 * finds_itself_first: a single-phase module that calls PyState_FindModule before it creates itself.
 *
 * - Single-phase initialization; m_size is 0.
 * - PyInit_finds_itself_first returns the module that PyState_FindModule finds by the definition, if there is one.
 * - The first call passes a definition that Python doesn't know yet, and creates the module.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("finds_itself_first", FIXTURE_FREE);
}

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "finds_itself_first",
    .m_size = 0,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_finds_itself_first(void)
{
    int serial = fixture_report("finds_itself_first", FIXTURE_INIT);

    PyObject *module = PyState_FindModule(&definition);
    if (module != NULL) {
        Py_INCREF(module);
        return module;
    }
    module = PyModule_Create(&definition);
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
