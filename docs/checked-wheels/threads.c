/*
 * Imports the module ARGV[4] from the folder ARGV[3] on four threads concurrently, each in an interpreter with its own GIL.
 * ARGV[1] is Python's home. Needs Python 3.12.
 */
#include <Python.h>
#include <pthread.h>
#include <stdio.h>

static char code[4096];
static pthread_barrier_t barrier;

static void *run(void *unused)
{
    PyInterpreterConfig config = {.allow_threads = 1, .check_multi_interp_extensions = 1, .gil = PyInterpreterConfig_OWN_GIL};
    PyThreadState *state = PyThreadState_New(PyInterpreterState_Main());
    pthread_barrier_wait(&barrier);
    PyEval_RestoreThread(state);
    PyThreadState *own = NULL;
    if (PyStatus_Exception(Py_NewInterpreterFromConfig(&own, &config))) {
        printf("no interpreter\n");
        return unused;
    }
    PyRun_SimpleString(code);
    Py_EndInterpreter(own);
    PyThreadState_Swap(state);
    PyThreadState_Clear(state);
    PyThreadState_DeleteCurrent();
    return unused;
}

int main(int argc, char **argv)
{
    (void)argc;
    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    config.site_import = 0;
    PyStatus status = PyConfig_SetBytesString(&config, &config.home, argv[1]);
    if (!PyStatus_Exception(status)) {
        status = Py_InitializeFromConfig(&config);
    }
    PyConfig_Clear(&config);
    if (PyStatus_Exception(status)) {
        Py_ExitStatusException(status);
    }
    snprintf(code, sizeof code, "import sys; sys.path.insert(0, '%s'); import %s", argv[3], argv[4]);
    pthread_t threads[4];
    pthread_barrier_init(&barrier, NULL, 4);
    PyThreadState *main = PyEval_SaveThread();
    for (int index = 0; index < 4; index++) {
        pthread_create(&threads[index], NULL, run, NULL);
    }
    for (int index = 0; index < 4; index++) {
        pthread_join(threads[index], NULL);
    }
    PyEval_RestoreThread(main);
    Py_FinalizeEx();
    printf("done\n");
    return 0;
}
