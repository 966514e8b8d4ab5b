/*
 * sized: a module whose C static points into a tuple, to what looks like the head of an object: the size of the tuple is the count,
 * and the first object in it the type. It ends the process if somebody counts there.
 */
#include <Python.h>
#include <stdlib.h>

static Py_ssize_t *size;

static void compare(void)
{
    if (size != NULL && *size != 1) {
        abort();
    }
}

static void free_module(void *Py_UNUSED(module))
{
    compare();
}

static int exec_module(PyObject *module)
{
    compare();
    if (size == NULL) {
        PyObject *tuple = PyTuple_Pack(1, (PyObject *)&PyBaseObject_Type);
        if (tuple == NULL || PyObject_SetAttrString(module, "tuple", tuple) < 0) {
            return -1;
        }
        /* Never freed. */
        size = &((PyVarObject *)tuple)->ob_size;
    }
    return 0;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "sized",
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_sized(void)
{
    return PyModuleDef_Init(&definition);
}
