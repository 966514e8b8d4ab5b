/*
 * The exec function changes what belongs to the process or to the interpreter: what, its macro says.
 */
#include <Python.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef FLOATS
#include <immintrin.h>
#endif

#if defined(HANDLER) || defined(OTHER_HANDLER)
static void handle(int number)
{
    (void)number;
}
#endif

static int exec_module(PyObject *module)
{
    (void)module;
#if defined(DIRECTORY)
    return chdir("/");
#elif defined(UMASK)
    umask(0123);
    return 0;
#elif defined(VARIABLE)
    return setenv("EXTPROOF_ALTERED", "1", 1);
#elif defined(LOCALE)
    /* One of them is everywhere. */
    return setlocale(LC_NUMERIC, "C.UTF-8") == NULL ? -1 : 0;
#elif defined(HANDLER)
    return signal(SIGUSR2, handle) == SIG_ERR ? -1 : 0;
#elif defined(OTHER_HANDLER)
    /* Python has one for this signal. */
    return signal(SIGINT, handle) == SIG_ERR ? -1 : 0;
#elif defined(IGNORES)
    return signal(SIGUSR2, SIG_IGN) == SIG_ERR ? -1 : 0;
#elif defined(LIMIT)
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) {
        return -1;
    }
    limit.rlim_cur -= 1;
    return setrlimit(RLIMIT_NOFILE, &limit);
#elif defined(FILTERS)
    return PyRun_SimpleString("import _warnings\n"
                              "_warnings.filters.insert(0, ('ignore', None, UserWarning, None, 0))");
#elif defined(HOOK)
    return PySys_SetObject("excepthook", Py_None);
#elif defined(PRIORITY)
    return nice(1) == -1 ? -1 : 0;
#elif defined(FLOATS)
    _mm_setcsr(_mm_getcsr() | 0x8040);
    return 0;
#endif
}

static PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = exec_module},
    {.slot = 0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "alters",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_alters(void)
{
    return PyModuleDef_Init(&definition);
}
