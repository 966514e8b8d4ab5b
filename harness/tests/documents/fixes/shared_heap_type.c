/* The code of "A shared heap type" in a module. */
#include <Python.h>

typedef struct { PyObject *thing_type; } mod_state;

static PyType_Slot thing_slots[] = {{0, NULL}};
static PyType_Spec thing_spec = {.name = "_ext.Thing", .flags = Py_TPFLAGS_DEFAULT, .slots = thing_slots};

static int mod_exec(PyObject *module)
{
#include "snippet.h"
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, mod_exec}, {0, NULL}};

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "_ext", .m_size = sizeof(mod_state), .m_slots = slots};

PyMODINIT_FUNC PyInit__ext(void)
{
    return PyModuleDef_Init(&definition);
}
