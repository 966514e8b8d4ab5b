/*
 * Imports the module ARGV[4] from the folder ARGV[3] on four threads at once, each with a legacy sub-interpreter. ARGV[1] is Python's
 * home.
 */
#include <Python.h>
#include <pthread.h>
#include <stdio.h>

static char code[4096];
static pthread_barrier_t barrier;

static void *run(void *unused)
{
    PyThreadState *state = PyThreadState_New(PyInterpreterState_Main());
    pthread_barrier_wait(&barrier);
    PyEval_RestoreThread(state);
    PyThreadState *sub = Py_NewInterpreter();
    if (sub == NULL) {
        printf("no interpreter\n");
        return unused;
    }
    PyRun_SimpleString(code);
    Py_EndInterpreter(sub);
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
