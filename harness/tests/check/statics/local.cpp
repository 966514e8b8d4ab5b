/*
 * local: a module in C++ that keeps a list in a static of a function.
 */
#include <Python.h>

namespace {

PyObject *everything()
{
    static PyObject *list = PyList_New(0);
    return list;
}

int exec_module(PyObject *)
{
    return everything() == nullptr ? -1 : 0;
}

PyModuleDef_Slot slots[] = {
    {Py_mod_exec, reinterpret_cast<void *>(exec_module)},
    {0, nullptr},
};

struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "local", nullptr, 0, nullptr, slots, nullptr, nullptr, nullptr,
};

} // namespace

PyMODINIT_FUNC PyInit_local(void)
{
    return PyModuleDef_Init(&definition);
}
