/*
 * caches_objects: a module that keeps Python objects in C statics.
 *
 * - Multi-phase initialization without module state.
 * - The first exec makes a list and an interned string and keeps both in C statics until the process ends.
 * - Every later exec, in any interpreter, reports the event reuse and uses the same two objects. After Py_FinalizeEx,
 *   or in an interpreter with its own GIL, that is undefined behaviour.
 * - Each exec appends its serial to the list. The module's attribute kept is the list, and its name is the string.
 */
#include "fixture.h"

static PyObject *kept_list;
static PyObject *kept_name;

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("caches_objects", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("caches_objects", FIXTURE_EXEC);
    PyObject *item = NULL;

    if (fixture_populate(module, serial) < 0) {
        goto error;
    }
    if (kept_list != NULL && kept_name != NULL) {
        fixture_report("caches_objects", FIXTURE_REUSE);
    }
    if (kept_list == NULL) {
        kept_list = PyList_New(0);
        if (kept_list == NULL) {
            goto error;
        }
    }
    if (kept_name == NULL) {
        kept_name = PyUnicode_InternFromString("kept");
        if (kept_name == NULL) {
            goto error;
        }
    }
    item = PyLong_FromLong(serial);
    if (item == NULL) {
        goto error;
    }
    if (PyList_Append(kept_list, item) < 0) {
        goto error;
    }
    if (PyObject_SetAttr(module, kept_name, kept_list) < 0) {
        goto error;
    }
    Py_DECREF(item);
    return 0;

error:
    Py_XDECREF(item);
    return -1;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "caches_objects",
    .m_size = 0,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_caches_objects(void)
{
    fixture_report("caches_objects", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
