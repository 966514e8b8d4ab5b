/*
 * last: each import puts a new exception and a new type into C statics: those of the interpreter that imported last.
 *
 * With -DCLEARS, the end of a module clears them.
 */
#include <Python.h>

static struct {
    long number;
    PyObject *error;
    PyObject *kinds[2];
} kept;

static PyType_Slot kind_slots[] = {
    {.slot = Py_tp_doc, .pfunc = "A heap type."},
    {.slot = 0},
};

static PyType_Spec kind_spec = {
    .name = "last.Kind",
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = kind_slots,
};

static int exec_module(PyObject *Py_UNUSED(module))
{
    kept.number = 1;
    kept.error = PyErr_NewException("last.Error", NULL, NULL);
    kept.kinds[1] = PyType_FromSpec(&kind_spec);
    return kept.error == NULL || kept.kinds[1] == NULL ? -1 : 0;
}

static void free_module(void *Py_UNUSED(module))
{
#ifdef CLEARS
    Py_CLEAR(kept.error);
    Py_CLEAR(kept.kinds[1]);
#endif
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "last",
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_last(void)
{
    return PyModuleDef_Init(&definition);
}
