/*
 * two_names: two modules in one library.
 *
 * - Single-phase initialization with m_size -1, twice: PyInit_two_names and PyInit_two_names_other make a module each.
 * - Registered by its name, it is the first; the second is found where the library, or a link to it, is named
 *   two_names_other.
 * - Both report under their module's name, and share one counter.
 */
#include "fixture.h"

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("two_names", FIXTURE_FREE);
}

static void free_other(void *Py_UNUSED(module))
{
    fixture_report("two_names_other", FIXTURE_FREE);
}

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "two_names",
    .m_size = -1,
    .m_free = free_module,
};

static struct PyModuleDef definition_of_other = {
    PyModuleDef_HEAD_INIT,
    .m_name = "two_names_other",
    .m_size = -1,
    .m_free = free_other,
};

static PyObject *make(struct PyModuleDef *of, int serial)
{
    PyObject *module = PyModule_Create(of);
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

PyMODINIT_FUNC PyInit_two_names(void)
{
    return make(&definition, fixture_report("two_names", FIXTURE_INIT));
}

PyMODINIT_FUNC PyInit_two_names_other(void)
{
    return make(&definition_of_other, fixture_report("two_names_other", FIXTURE_INIT));
}
