/*
 * The first exec makes a list, which a C static keeps. Each exec appends an object to it that Python code makes: 100000 bytes
 * behind a head of 33.
 */
#include <Python.h>
#include <stdlib.h>
#include <string.h>

static PyObject *list;

static int exec_module(PyObject *module)
{
    if (list == NULL) {
        list = PyList_New(0);
        if (list == NULL) {
            return -1;
        }
    }
    PyObject *names = PyModule_GetDict(module);
    if (PyDict_SetItemString(names, "__builtins__", PyEval_GetBuiltins()) < 0) {
        return -1;
    }
    PyObject *made = PyRun_String("bytes(100000)", Py_eval_input, names, names);
    if (made == NULL) {
        return -1;
    }
    int result = PyList_Append(list, made);
    Py_DECREF(made);
    return result;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "listed",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_listed(void)
{
    return PyModuleDef_Init(&definition);
}
