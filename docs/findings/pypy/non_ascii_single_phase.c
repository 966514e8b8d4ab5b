/* A single-phase module whose name isn't ASCII. */
#include <Python.h>

static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "zkoušky", .m_size = -1};

PyMODINIT_FUNC PyInitU_zkouky_ekb(void);

PyMODINIT_FUNC PyInitU_zkouky_ekb(void) {
    return PyModule_Create(&demo);
}
