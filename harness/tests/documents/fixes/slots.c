/* The slots of a module. */
#include <Python.h>

typedef struct { char none; } mod_state;

static int mod_exec(PyObject *Py_UNUSED(module))
{
    return 0;
}

#include "snippet.h"

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "_ext", .m_size = sizeof(mod_state), .m_slots = slots};

PyMODINIT_FUNC PyInit__ext(void)
{
    return PyModuleDef_Init(&definition);
}
