/*
 * non_ascii_single_phase: a single-phase module whose name isn't ASCII, which PEP 489 doesn't allow.
 *
 * - The module's name is zkoušky, written in UTF-8.
 * - The init function is PyInitU_ followed by the name in Punycode, as for a multi-phase module.
 * - Single-phase initialization: it returns a finished module.
 * - m_size is 0: there is no global state.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("non_ascii_single_phase", FIXTURE_FREE);
}

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "zkou\u0161ky",
    .m_size = 0,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInitU_zkouky_ekb(void)
{
    int serial = fixture_report("non_ascii_single_phase", FIXTURE_INIT);

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
