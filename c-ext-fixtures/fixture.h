/*
 * Shared by the fixtures: reports to the events file, and the attributes of a well-behaved module.
 *
 * The counters are C statics on purpose: what survives an interpreter is part of what is tested. The static archive and
 * a shared library of the same fixture have separate counters.
 */
#ifndef EXTPROOF_FIXTURE_H
#define EXTPROOF_FIXTURE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __cplusplus
#include <atomic>
using std::atomic_compare_exchange_strong;
using std::atomic_fetch_add;
using std::atomic_int;
using std::atomic_load;
typedef std::atomic<char *> atomic_path;
#else
#include <stdatomic.h>
typedef _Atomic(char *) atomic_path;
#endif

enum fixture_event {
    FIXTURE_INIT,        /* The PyInit_ function was entered. */
    FIXTURE_EXPORT,      /* The PyModExport_ function was entered. */
    FIXTURE_CREATE,      /* The Py_mod_create slot was entered. */
    FIXTURE_EXEC,        /* The Py_mod_exec slot was entered. */
    FIXTURE_FREE,        /* m_free was called. */
    FIXTURE_ATEXIT,      /* The function that was registered with Python's atexit was called. */
    FIXTURE_CONSTRUCTOR, /* A constructor of C++ ran. */
    FIXTURE_REUSE,       /* A Python object that was kept in a C static is used again. */
    FIXTURE_THREAD,      /* A thread of the fixture's own began. */
};

/* A lost report would falsify the result, so the process aborts. */
__attribute__((noreturn)) static inline void fixture_give_up(const char *step)
{
    perror(step);
    abort();
}

/*
 * The path of the events file, or NULL: nothing asks for events, or `extproof check` does, where a fixture is the module
 * under test and has no part in them. It is a copy, because programs may change their environment.
 */
static inline const char *fixture_events(void)
{
    static atomic_path events;

    char *path = atomic_load(&events);
    if (path != NULL) {
        return path;
    }
    const char *named = getenv("EXTPROOF_EVENTS");
    if (named == NULL || getenv("EXTPROOF_CHECK") != NULL) {
        return NULL;
    }
    path = strdup(named);
    if (path == NULL) {
        fixture_give_up("fixture: strdup");
    }
    char *first = NULL;
    if (!atomic_compare_exchange_strong(&events, &first, path)) {
        free(path);
        path = first;
    }
    return path;
}

/*
 * Appends a line to the events file. The file is opened for each line: code under test can close a kept descriptor and
 * reuse its number. The harness has created the file; links in its place aren't followed.
 */
static inline void fixture_append(const char *path, const char *line, size_t length)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        fixture_give_up("fixture: open EXTPROOF_EVENTS");
    }
    ssize_t written;
    do {
        written = write(fd, line, length);
    } while (written < 0 && errno == EINTR);
    if (written != (ssize_t)length) {
        fixture_give_up("fixture: write to EXTPROOF_EVENTS");
    }
    close(fd);
}

/*
 * Counts an event and appends it to the events file as one line. Returns the count.
 *
 * It uses no Python API, so it works before Python starts, after it is finalized, and in any thread.
 */
static inline int fixture_report(const char *fixture, enum fixture_event event)
{
    static const char *const names[] = {
        [FIXTURE_INIT] = "init",
        [FIXTURE_EXPORT] = "export",
        [FIXTURE_CREATE] = "create",
        [FIXTURE_EXEC] = "exec",
        [FIXTURE_FREE] = "free",
        [FIXTURE_ATEXIT] = "atexit",
        [FIXTURE_CONSTRUCTOR] = "constructor",
        [FIXTURE_REUSE] = "reuse",
        [FIXTURE_THREAD] = "thread",
    };
    static atomic_int counts[sizeof(names) / sizeof(names[0])];

    int count = atomic_fetch_add(&counts[event], 1) + 1;
    const char *path = fixture_events();
    if (path == NULL) {
        return count;
    }
    char line[256];
    int length = snprintf(line, sizeof(line), "{\"fixture\":\"%s\",\"event\":\"%s\",\"count\":%d}\n",
                          fixture, names[event], count);
    fixture_append(path, line, (size_t)length);
    return count;
}

#if PY_VERSION_HEX < 0x030A0000 || (defined(Py_LIMITED_API) && Py_LIMITED_API + 0 < 0x030A0000)
static inline int fixture_add_object_ref(PyObject *module, const char *name, PyObject *value)
{
    Py_XINCREF(value);
    int result = PyModule_AddObject(module, name, value);
    if (result < 0) {
        Py_XDECREF(value);
    }
    return result;
}
/* A macro, because Python 3.10 declares the function whatever the limited API is. */
#define PyModule_AddObjectRef fixture_add_object_ref
#endif

/*
 * Adds what every well-behaved module has: `serial`, which tells which init or exec made it, and `items`, a list of its
 * own that shows whether two modules share their objects.
 */
static inline int fixture_populate(PyObject *module, int serial)
{
    PyObject *items = NULL;

    if (PyModule_AddIntConstant(module, "serial", serial) < 0) {
        goto error;
    }
    items = Py_BuildValue("[i]", serial);
    if (items == NULL) {
        goto error;
    }
    if (PyModule_AddObjectRef(module, "items", items) < 0) {
        goto error;
    }
    Py_DECREF(items);
    return 0;

error:
    Py_XDECREF(items);
    return -1;
}

#endif
