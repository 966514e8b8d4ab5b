/*
 * enters_by_view: a module whose own threads enter Python by the views and guards of interpreters that Python 3.15 has (PEP 788).
 *
 * - Multi-phase initialization with module state; it supports interpreters with their own GIL, and doesn't need the GIL.
 * - The exec slot makes a view of its interpreter, and keeps the first view of all in a C static. It adds `own`, the number of the interpreter.
 * - enter() returns the number of the interpreter that a new thread enters by the view of this module, or None if that is refused.
 * - enter_first() does so by the first view.
 * - guard() makes a guard of the interpreter and closes it, and raises what Python raises.
 * - work() starts a thread with a guard and returns. After 0.2 seconds the thread enters the interpreter, reports the event thread,
 *   leaves it, and closes the guard.
 * - keep_guard() makes a guard that is never closed.
 * - Before Python 3.15, the exec slot raises ImportError.
 */
#include "fixture.h"

#if PY_VERSION_HEX >= 0x030F0000
#include <pthread.h>
#include <stdint.h>
#include <time.h>

struct module_state {
    PyInterpreterView *view;
};

static _Atomic(PyInterpreterView *) first_view;

struct visit {
    PyInterpreterView *view;
    int64_t entered; /* The number of the interpreter, or -1 if it can't be entered. */
};

static int64_t interpreter(void)
{
    return PyInterpreterState_GetID(PyInterpreterState_Get());
}

static void *run_visit(void *argument)
{
    struct visit *visit = argument;

    PyThreadStateToken *token = PyThreadState_EnsureFromView(visit->view);
    if (token == NULL) {
        visit->entered = -1;
        return NULL;
    }
    visit->entered = interpreter();
    PyThreadState_Release(token);
    return NULL;
}

static PyObject *set_error(int number)
{
    errno = number;
    return PyErr_SetFromErrno(PyExc_OSError);
}

static PyObject *enter_by(PyInterpreterView *view)
{
    struct visit visit = {.view = view};
    pthread_t thread;
    int failed;

    Py_BEGIN_ALLOW_THREADS
    failed = pthread_create(&thread, NULL, run_visit, &visit);
    if (failed == 0) {
        pthread_join(thread, NULL);
    }
    Py_END_ALLOW_THREADS
    if (failed != 0) {
        return set_error(failed);
    }
    if (visit.entered < 0) {
        Py_RETURN_NONE;
    }
    return PyLong_FromLongLong(visit.entered);
}

static PyObject *enter(PyObject *module, PyObject *Py_UNUSED(ignored))
{
    struct module_state *state = PyModule_GetState(module);
    return enter_by(state->view);
}

static PyObject *enter_first(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    return enter_by(atomic_load(&first_view));
}

static PyObject *guard(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    PyInterpreterGuard *guard = PyInterpreterGuard_FromCurrent();
    if (guard == NULL) {
        return NULL;
    }
    PyInterpreterGuard_Close(guard);
    Py_RETURN_NONE;
}

static void *run_work(void *argument)
{
    PyInterpreterGuard *guard = argument;

    nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
    PyThreadStateToken *token = PyThreadState_Ensure(guard);
    if (token != NULL) {
        fixture_report("enters_by_view", FIXTURE_THREAD);
        PyThreadState_Release(token);
    }
    PyInterpreterGuard_Close(guard);
    return NULL;
}

static PyObject *work(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    pthread_t thread;

    PyInterpreterGuard *guard = PyInterpreterGuard_FromCurrent();
    if (guard == NULL) {
        return NULL;
    }
    int failed = pthread_create(&thread, NULL, run_work, guard);
    if (failed != 0) {
        PyInterpreterGuard_Close(guard);
        return set_error(failed);
    }
    pthread_detach(thread);
    Py_RETURN_NONE;
}

static PyObject *keep_guard(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    if (PyInterpreterGuard_FromCurrent() == NULL) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static void free_module(void *module)
{
    struct module_state *state = PyModule_GetState(module);

    fixture_report("enters_by_view", FIXTURE_FREE);
    if (state->view != NULL && state->view != atomic_load(&first_view)) {
        PyInterpreterView_Close(state->view);
    }
}

static int exec_module(PyObject *module)
{
    struct module_state *state = PyModule_GetState(module);
    int serial = fixture_report("enters_by_view", FIXTURE_EXEC);

    state->view = PyInterpreterView_FromCurrent();
    if (state->view == NULL) {
        return -1;
    }
    PyInterpreterView *none = NULL;
    atomic_compare_exchange_strong(&first_view, &none, state->view);
    if (PyModule_AddIntConstant(module, "own", (long)interpreter()) < 0) {
        return -1;
    }
    return fixture_populate(module, serial);
}

static PyMethodDef methods[] = {
    {
        .ml_name = "enter",
        .ml_meth = enter,
        .ml_flags = METH_NOARGS,
        .ml_doc = "The number of the interpreter that a new thread enters by this module's view, or None.",
    },
    {
        .ml_name = "enter_first",
        .ml_meth = enter_first,
        .ml_flags = METH_NOARGS,
        .ml_doc = "The same by the first view.",
    },
    {
        .ml_name = "guard",
        .ml_meth = guard,
        .ml_flags = METH_NOARGS,
        .ml_doc = "Makes a guard of the interpreter and closes it.",
    },
    {
        .ml_name = "work",
        .ml_meth = work,
        .ml_flags = METH_NOARGS,
        .ml_doc = "Starts a thread with a guard, which enters the interpreter later.",
    },
    {
        .ml_name = "keep_guard",
        .ml_meth = keep_guard,
        .ml_flags = METH_NOARGS,
        .ml_doc = "Makes a guard that is never closed.",
    },
    {.ml_name = NULL},
};

#define STATE_SIZE sizeof(struct module_state)
#else
#define STATE_SIZE 0

static PyMethodDef methods[] = {
    {.ml_name = NULL},
};

static void free_module(void *Py_UNUSED(module))
{
    fixture_report("enters_by_view", FIXTURE_FREE);
}

static int exec_module(PyObject *Py_UNUSED(module))
{
    fixture_report("enters_by_view", FIXTURE_EXEC);
    PyErr_SetString(PyExc_ImportError, "enters_by_view needs Python 3.15");
    return -1;
}
#endif

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
#if PY_VERSION_HEX >= 0x030C0000
    {.slot = Py_mod_multiple_interpreters, .value = Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
#if PY_VERSION_HEX >= 0x030D0000
    {.slot = Py_mod_gil, .value = Py_MOD_GIL_NOT_USED},
#endif
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "enters_by_view",
    .m_size = STATE_SIZE,
    .m_methods = methods,
    .m_slots = slots,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit_enters_by_view(void)
{
    fixture_report("enters_by_view", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
