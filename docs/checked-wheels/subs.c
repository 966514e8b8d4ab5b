/*
 * Imports the module ARGV[4] from the folder ARGV[3] in two interpreters. ARGV[1] is Python's home.
 * ARGV[5] says which: "main" (main, then a sub-interpreter), "sub" (a sub-interpreter, then main), "two" (two
 * sub-interpreters, of which the first ends first) or "reversed" (the second ends first).
 */
#include <Python.h>
#include <stdio.h>
#include <string.h>

static char code[4096];

static void import(const char *where, PyThreadState *state)
{
    PyThreadState_Swap(state);
    printf("import in %s\n", where);
    fflush(stdout);
    PyRun_SimpleString(code);
}

static void end(const char *which, PyThreadState *state, PyThreadState *main)
{
    PyThreadState_Swap(state);
    printf("end %s\n", which);
    fflush(stdout);
    Py_EndInterpreter(state);
    PyThreadState_Swap(main);
}

int main(int argc, char **argv)
{
    (void)argc;
    const char *order = argv[5];
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
    PyThreadState *main = PyThreadState_Get();
    if (strcmp(order, "main") == 0) {
        import("main", main);
    }
    PyThreadState *first = Py_NewInterpreter();
    import("the first sub-interpreter", first);
    if (strcmp(order, "sub") == 0) {
        import("main", main);
    }
    if (strcmp(order, "two") == 0 || strcmp(order, "reversed") == 0) {
        PyThreadState_Swap(main);
        PyThreadState *second = Py_NewInterpreter();
        import("the second sub-interpreter", second);
        if (strcmp(order, "two") == 0) {
            end("the first", first, main);
            first = second;
        }
        else {
            end("the second", second, main);
        }
    }
    end("the other", first, main);
    printf("finalize\n");
    fflush(stdout);
    Py_FinalizeEx();
    printf("done\n");
    return 0;
}
