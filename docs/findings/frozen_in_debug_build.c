/* Which module wins: a frozen one of the standard library, or a file of its name that comes first in sys.path? */
#include <Python.h>

PyMODINIT_FUNC PyInit_demo(void) { return NULL; }

static void start(const char *home) {
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.site_import = 0;
    PyStatus status = PyConfig_SetBytesString(&config, &config.home, home);
    if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    if (PyStatus_Exception(status)) Py_ExitStatusException(status);
}

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    setbuf(stdout, NULL);
    start(argv[1]);
    PyObject *folder = PyUnicode_DecodeFSDefault(argv[2]);
    if (folder == NULL || PyList_Insert(PySys_GetObject("path"), 0, folder) < 0) return 1;
    Py_DECREF(folder);
    const char *code = "import sys\n"
        "with open(sys.path[0] + '/ntpath.py', 'w') as file: file.write('is_mine = True')\n"
        "import ntpath; print('a file' if hasattr(ntpath, 'is_mine') else 'the frozen module')\n";
    PyRun_SimpleString(code);
    return Py_FinalizeEx() < 0;
}
