/* An ordinary module. */
#include <Python.h>

static PyModuleDef_Slot slots[] = {{0, NULL}};
static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_slots = slots};

PyMODINIT_FUNC PyInit_demo(void) {
    return PyModuleDef_Init(&demo);
}
