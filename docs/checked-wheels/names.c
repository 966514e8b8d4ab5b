/* Imports the module ARGV[4] from the folder ARGV[3] in four initializations of Python, and counts its names that are None. ARGV[1] is
   Python's home. A module whose package then fails to import is looked at all the same. */
#include <Python.h>
#include <stdio.h>

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
    char code[4096];
    snprintf(code, sizeof code,
             "import sys; sys.path.insert(0, '%s')\n"
             "try: import %s\n"
             "except ImportError as error: print(error)\n"
             "names = vars(sys.modules['%s'])\n"
             "print(sum(value is None for name, value in names.items() if name[:2] != '__'), 'names are None')",
             argv[argc - 2], argv[argc - 1], argv[argc - 1]);
    for (int n = 1; n <= 4; n++) {
        printf("initialization %d\n", n);
        fflush(stdout);
        start(argv[1]);
        PyRun_SimpleString(code);
        Py_FinalizeEx();
    }
    printf("done\n");
    return 0;
}
