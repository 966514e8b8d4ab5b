/* Two single-phase modules of one library. m_size is 0: they can be initialized again. */
#include <Python.h>

static int inits;
static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_size = 0};
static struct PyModuleDef other = {PyModuleDef_HEAD_INIT, .m_name = "other", .m_size = 0};

static PyObject *make(struct PyModuleDef *definition) {
    printf("init %d of %s\n", ++inits, definition->m_name);
    PyObject *module = PyModule_Create(definition);
    if (module) PyModule_AddObject(module, "items", PyList_New(0));
    return module;
}

PyMODINIT_FUNC PyInit_demo(void) {
    setbuf(stdout, NULL);
    return make(&demo);
}

PyMODINIT_FUNC PyInit_other(void) {
    return make(&other);
}
