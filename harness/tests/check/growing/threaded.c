/*
 * Each exec starts a thread that leaves 5000 bytes behind, and waits for its end.
 */
#include <Python.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>

static void *kept;

static void *take(void *Py_UNUSED(argument))
{
    void **block = malloc(5000);
    if (block != NULL) {
        *block = kept;
        kept = block;
    }
    return NULL;
}

static int exec_module(PyObject *Py_UNUSED(module))
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, take, NULL) != 0) {
        PyErr_SetString(PyExc_RuntimeError, "no thread");
        return -1;
    }
    pthread_join(thread, NULL);
    return 0;
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "threaded",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_threaded(void)
{
    return PyModuleDef_Init(&definition);
}
