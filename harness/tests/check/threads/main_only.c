/* main_only: single-phase, and its init function raises on all threads but the process's first. */
#define _GNU_SOURCE
#include <Python.h>
#include <unistd.h>

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "main_only", .m_size = -1};

PyMODINIT_FUNC PyInit_main_only(void)
{
    if (gettid() != getpid()) {
        PyErr_SetString(RAISES, "not on this thread");
        return NULL;
    }
    return PyModule_Create(&definition);
}
