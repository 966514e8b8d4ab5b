// A module that can only be imported as `chooses_name`, without a package.
#include <Python.h>
#include <string.h>

static int refuse(PyObject *module) {
  const char *name = PyModule_GetName(module);
  if (name == NULL) {
    return -1;
  }
  if (strcmp(name, "chooses_name") != 0) {
    PyErr_Format(PyExc_ImportError, "named %s", name);
    return -1;
  }
  return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, refuse}, {0, NULL}};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "chooses_name", .m_slots = slots};

PyMODINIT_FUNC PyInit_chooses_name(void) { return PyModuleDef_Init(&definition); }
