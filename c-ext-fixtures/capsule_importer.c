/*
 * capsule_importer: a module that uses the C interface of another module.
 *
 * - Multi-phase initialization without module state.
 * - call() imports the capsule capsule_exporter.api, which imports capsule_exporter, and calls its function.
 * - call() returns how often that function has been called in all.
 */
#include "fixture.h"
#include "capsule_api.h"

static PyObject *call(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    struct capsule_api *api = PyCapsule_Import(CAPSULE_API, 0);
    if (api == NULL) {
        return NULL;
    }
    return PyLong_FromLong(api->call(api));
}

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("capsule_importer", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("capsule_importer", FIXTURE_EXEC);

    return fixture_populate(module, serial);
}

static PyMethodDef methods[] = {
    {
        .ml_name = "call",
        .ml_meth = call,
        .ml_flags = METH_NOARGS,
        .ml_doc = "Calls the function of capsule_exporter and returns its count of calls.",
    },
    {.ml_name = NULL},
};

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "capsule_importer",
    .m_size = 0,
    .m_methods = methods,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_capsule_importer(void)
{
    fixture_report("capsule_importer", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
