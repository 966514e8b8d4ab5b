/*
 * maker: a module that makes another one for a shim, once, as mypyc does: the shim `made` gets what is in its static.
 */
#include <Python.h>

static PyObject *made;

static struct PyModuleDef made_definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "made",
};

static PyObject *init_made(void)
{
    if (made != NULL) {
        Py_INCREF(made);
        return made;
    }
    made = PyModule_Create(&made_definition);
    /* Some versions make this static type ready in each interpreter that imports `datetime`, and in no other. */
    PyObject *datetime = made == NULL ? NULL : PyImport_ImportModule("datetime");
    PyObject *date = datetime == NULL ? NULL : PyObject_GetAttrString(datetime, "date");
    int result = date == NULL ? -1 : PyObject_SetAttrString(made, "date", date);
    Py_XDECREF(date);
    Py_XDECREF(datetime);
    Py_XINCREF(made);
    return result < 0 ? NULL : made;
}

static int exec_module(PyObject *module)
{
    PyObject *capsule = PyCapsule_New((void *)init_made, "maker.init_made", NULL);
    int result = capsule == NULL ? -1 : PyObject_SetAttrString(module, "init_made", capsule);
    Py_XDECREF(capsule);
    return result;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "maker",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_maker(void)
{
    return PyModuleDef_Init(&definition);
}
