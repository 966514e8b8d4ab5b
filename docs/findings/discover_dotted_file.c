/* discover gives the file other.demo.so a spec named other.demo for the library demo.so. */
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
    if (argc < 3) return 2;
    setbuf(stdout, NULL);
    start(argv[1]);
    PySys_SetObject("folder", PyUnicode_DecodeFSDefault(argv[2]));
    const char *code = "import shutil, sys; from importlib.machinery import PathFinder\n"
        "shutil.copy(sys.folder + '/demo.so', sys.folder + '/other.demo.so'); sys.path[:] = [sys.folder]\n"
        "for spec in PathFinder.discover(): print(spec.name, spec.origin.replace(sys.folder, '...'))\n";
    PyRun_SimpleString(code);
    return Py_FinalizeEx() < 0;
}
