// A module that prints two lines when Python has ended, as binding libraries do of objects that leak.
#include <Python.h>
#include <stdio.h>

static void report(void) { fputs("binding: leaked 2 types!\n - leaked type \"Cat\"\n", stderr); }

static int prepare(PyObject *Py_UNUSED(module)) {
  if (Py_AtExit(report) < 0) {
    PyErr_SetString(PyExc_RuntimeError, "no room for another function");
    return -1;
  }
  return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, prepare}, {0, NULL}};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "says_goodbye", .m_slots = slots};

PyMODINIT_FUNC PyInit_says_goodbye(void) { return PyModuleDef_Init(&definition); }
