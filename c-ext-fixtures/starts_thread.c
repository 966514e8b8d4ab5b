/*
 * starts_thread: a module with its own thread, like libraries with a background worker.
 *
 * - Multi-phase initialization without module state.
 * - The exec slot starts a POSIX thread, unless one of this library is running, and waits until it runs.
 * - The thread reports the event thread and waits. It never touches Python.
 * - stop() ends the thread and returns True, or False if none runs. Nothing else ends it: it outlives the module, the
 *   interpreter and Py_FinalizeEx.
 */
#include "fixture.h"

#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

/* The mutex guards all three. */
static pthread_t thread;
static bool runs;
static bool told_to_stop;

static void *run(void *Py_UNUSED(ignored))
{
    fixture_report("starts_thread", FIXTURE_THREAD);
    pthread_mutex_lock(&mutex);
    runs = true;
    pthread_cond_broadcast(&changed);
    while (!told_to_stop) {
        pthread_cond_wait(&changed, &mutex);
    }
    runs = false;
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static PyObject *stop(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    pthread_mutex_lock(&mutex);
    bool stops = runs && !told_to_stop;
    told_to_stop = true;
    pthread_t stopping = thread;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
    if (stops) {
        pthread_join(stopping, NULL);
    }
    return PyBool_FromLong(stops);
}

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("starts_thread", FIXTURE_FREE);
}

static int exec_module(PyObject *module)
{
    int serial = fixture_report("starts_thread", FIXTURE_EXEC);
    int failed = 0;

    pthread_mutex_lock(&mutex);
    if (!runs) {
        told_to_stop = false;
        failed = pthread_create(&thread, NULL, run, NULL);
    }
    while (!runs && failed == 0) {
        pthread_cond_wait(&changed, &mutex);
    }
    pthread_mutex_unlock(&mutex);
    if (failed != 0) {
        errno = failed;
        PyErr_SetFromErrno(PyExc_OSError);
        return -1;
    }
    return fixture_populate(module, serial);
}

static PyMethodDef methods[] = {
    {
        .ml_name = "stop",
        .ml_meth = stop,
        .ml_flags = METH_NOARGS,
        .ml_doc = "Ends the thread. Tells whether there was one.",
    },
    {.ml_name = NULL},
};

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "starts_thread",
    .m_size = 0,
    .m_methods = methods,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_starts_thread(void)
{
    fixture_report("starts_thread", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
