/*
 * Imports the module ARGV[4] from the folder ARGV[3] in thirty rounds, and prints by how many bytes what malloc has handed out has grown
 * in each. ARGV[1] is Python's home. ARGV[5] says what a round is: "reinit" (an initialization of Python) or "sub" (a legacy
 * sub-interpreter). Run it with PYTHONMALLOC=malloc, and compare with a module that leaves nothing behind.
 */
#include <Python.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void start(const char *home)
{
    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    config.site_import = 0;
    PyStatus status = PyConfig_SetBytesString(&config, &config.home, home);
    if (!PyStatus_Exception(status)) {
        status = Py_InitializeFromConfig(&config);
    }
    PyConfig_Clear(&config);
    if (PyStatus_Exception(status)) {
        Py_ExitStatusException(status);
    }
}

int main(int argc, char **argv)
{
    (void)argc;
    char code[4096];
    snprintf(code, sizeof code, "import sys; sys.path.insert(0, '%s'); import %s", argv[3], argv[4]);
    int sub = strcmp(argv[5], "sub") == 0;
    size_t before = 0;
    if (sub) {
        start(argv[1]);
    }
    for (int round = 0; round < 30; round++) {
        if (sub) {
            PyThreadState *main = PyThreadState_Get();
            PyThreadState *state = Py_NewInterpreter();
            PyRun_SimpleString(code);
            Py_EndInterpreter(state);
            PyThreadState_Swap(main);
        }
        else {
            start(argv[1]);
            PyRun_SimpleString(code);
            Py_FinalizeEx();
        }
        struct mallinfo2 info = mallinfo2();
        size_t now = info.uordblks + info.hblkhd;
        printf("%zd ", (ssize_t)(now - before));
        fflush(stdout);
        before = now;
    }
    printf("\n");
    fflush(stdout);
    _exit(0);
}
