/*
 * keeps_itself: a single-phase module that is made once and kept in a C static, as older versions of mypyc do.
 *
 * - Single-phase initialization; m_size is 0, so that Python calls the init function for each import.
 * - PyInit_keeps_itself returns a new reference to the kept module, whoever made it.
 */
#include "fixture.h"

static PyObject *kept;

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("keeps_itself", FIXTURE_FREE);
}

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "keeps_itself",
    .m_size = 0,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_keeps_itself(void)
{
    int serial = fixture_report("keeps_itself", FIXTURE_INIT);

    if (kept != NULL) {
        fixture_report("keeps_itself", FIXTURE_REUSE);
        Py_INCREF(kept);
        return kept;
    }
    PyObject *module = PyModule_Create(&definition);
    if (module == NULL) {
        goto error;
    }
    if (fixture_populate(module, serial) < 0) {
        goto error;
    }
    Py_INCREF(module);
    kept = module;
    return module;

error:
    Py_XDECREF(module);
    return NULL;
}
