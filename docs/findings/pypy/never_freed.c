/* A multi-phase module and a single-phase one, each with m_free. */
#include <Python.h>

static void free_demo(void *module) {
    (void)module;
    puts("m_free of demo");
}

static void free_other(void *module) {
    (void)module;
    puts("m_free of other");
}

static PyModuleDef_Slot slots[] = {{0, NULL}};
static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_slots = slots, .m_free = free_demo};
static struct PyModuleDef other = {PyModuleDef_HEAD_INIT, .m_name = "other", .m_size = -1, .m_free = free_other};

PyMODINIT_FUNC PyInit_demo(void) {
    setbuf(stdout, NULL);
    return PyModuleDef_Init(&demo);
}

PyMODINIT_FUNC PyInit_other(void) {
    return PyModule_Create(&other);
}
