/*
 * Imports the module ARGV[4] from the folder ARGV[3] in the main interpreter and in an isolated one with its own GIL. ARGV[1] is
 * Python's home. Needs Python 3.12.
 */
#include <Python.h>
#include <stdio.h>

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
    char code[4096];
    snprintf(code, sizeof code, "import sys; sys.path.insert(0, '%s'); import %s", argv[3], argv[4]);
    printf("import in main\n");
    fflush(stdout);
    PyRun_SimpleString(code);
    PyThreadState *main = PyThreadState_Get();
    PyInterpreterConfig isolated = {.allow_threads = 1, .check_multi_interp_extensions = 1, .gil = PyInterpreterConfig_OWN_GIL};
    PyThreadState *own = NULL;
    if (PyStatus_Exception(Py_NewInterpreterFromConfig(&own, &isolated))) {
        printf("no interpreter\n");
        return 1;
    }
    printf("import in the isolated interpreter\n");
    fflush(stdout);
    PyRun_SimpleString(code);
    Py_EndInterpreter(own);
    PyThreadState_Swap(main);
    printf("finalize\n");
    fflush(stdout);
    Py_FinalizeEx();
    printf("done\n");
    return 0;
}
