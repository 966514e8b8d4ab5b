/* The code of "A module with single-phase initialization". */
#include <Python.h>

static int mod_exec(PyObject *module) __attribute__((unused));
static int mod_exec(PyObject *Py_UNUSED(module))
{
    return 0;
}

#include "snippet.h"
