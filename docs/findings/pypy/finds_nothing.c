/* A single-phase module that looks for itself with PyState_FindModule. */
#include <Python.h>

static struct PyModuleDef demo;

static PyObject *found(PyObject *module, PyObject *unused) {
    (void)unused;
    PyObject *found = PyState_FindModule(&demo);
    return PyUnicode_FromString(!found ? "nothing" : found == module ? "itself" : "another object");
}

static PyObject *add(PyObject *module, PyObject *unused) {
    (void)unused;
    return PyState_AddModule(module, &demo) ? NULL : PyUnicode_FromString("added");
}

static PyObject *take(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    return PyState_RemoveModule(&demo) ? NULL : PyUnicode_FromString("removed");
}

static PyMethodDef methods[] = {
    {"found", found, METH_NOARGS, NULL}, {"add", add, METH_NOARGS, NULL}, {"take", take, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL},
};
static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_size = 0, .m_methods = methods};

PyMODINIT_FUNC PyInit_demo(void) {
    return PyModule_Create(&demo);
}
