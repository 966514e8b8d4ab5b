// A module that can't be imported after the module `partner`.
#include <Python.h>

static int refuse(PyObject *Py_UNUSED(module)) {
  if (PyDict_GetItemString(PyImport_GetModuleDict(), "partner") != NULL) {
    PyErr_SetString(PyExc_RuntimeError, "partner was here");
    return -1;
  }
  return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, refuse}, {0, NULL}};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "unsocial", .m_slots = slots};

PyMODINIT_FUNC PyInit_unsocial(void) { return PyModuleDef_Init(&definition); }
