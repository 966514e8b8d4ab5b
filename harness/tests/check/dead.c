/*
 * dead: a module that is made once for the process, as modules of Cython are.
 *
 * - The create slot keeps the module in a C static, and returns it again when Python is initialized anew.
 * - By then, Python has set all that was in it to None.
 */
#include <Python.h>

static PyObject *made;

static PyObject *create(PyObject *spec, PyModuleDef *Py_UNUSED(definition))
{
    if (made == NULL) {
        PyObject *name = PyObject_GetAttrString(spec, "name");

        if (name == NULL)
            return NULL;
        made = PyModule_NewObject(name);
        Py_DECREF(name);
        if (made == NULL || PyModule_AddStringConstant(made, "answer", "42") < 0)
            return NULL;
    }
    Py_INCREF(made);
    return made;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_create, .value = create},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "dead",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_dead(void)
{
    return PyModuleDef_Init(&definition);
}
