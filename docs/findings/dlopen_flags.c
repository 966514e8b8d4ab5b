/* sys.setdlopenflags is called as documented, and a shared library is imported. */
#include <Python.h>

static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_slots = (PyModuleDef_Slot[]){{0, NULL}}};

PyMODINIT_FUNC PyInit_demo(void) { return PyModuleDef_Init(&demo); }

static void start(const char *home) {
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.site_import = 0;
    config.buffered_stdio = 0;
    PyStatus status = PyConfig_SetBytesString(&config, &config.home, home);
    if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    if (PyStatus_Exception(status)) Py_ExitStatusException(status);
}

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    setbuf(stdout, NULL);
    if (argc < 3) return 2;
    start(argv[1]);
    PySys_SetObject("path", Py_BuildValue("[ss]", argv[2], ""));
    const char *code = "import sys; from posix import *\n"
        "for flags in '0', 'RTLD_GLOBAL', 'RTLD_LAZY', 'RTLD_NOW | RTLD_GLOBAL':\n"
        "  sys.setdlopenflags(eval(flags))\n"
        "  try: import demo; del sys.modules['demo']; print(flags, 'ok')\n"
        "  except ImportError as e: print(flags, 'ImportError', str(e).rpartition(':')[2])\n";
    PyRun_SimpleString(code);
    return Py_FinalizeEx() < 0;
}
