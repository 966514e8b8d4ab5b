/* The code of "A shared dict" in a module. */
#include <Python.h>

typedef struct { char none; } mod_state;

#include "snippet.h"

static PyModuleDef_Slot slots[] = {{Py_mod_exec, mod_exec}, {0, NULL}};

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "_ext", .m_size = sizeof(mod_state), .m_slots = slots};

PyMODINIT_FUNC PyInit__ext(void)
{
    return PyModuleDef_Init(&definition);
}
