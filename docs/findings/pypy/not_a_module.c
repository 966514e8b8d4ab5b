/* Two init functions whose results aren't what they should be: one returns an int, the other a module without a definition. */
#include <Python.h>

PyMODINIT_FUNC PyInit_demo(void) {
    return PyLong_FromLong(42);
}

PyMODINIT_FUNC PyInit_bare(void) {
    return PyModule_New("bare");
}
