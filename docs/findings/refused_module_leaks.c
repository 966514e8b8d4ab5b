/* A single-phase init function for a name that isn't ASCII: the module is refused, and should be freed. */
#include <Python.h>

static void freed(void *Py_UNUSED(module)) { puts("module freed"); fflush(stdout); }

static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_free = freed};

PyMODINIT_FUNC PyInitU_zkouky_ekb(void) { return PyModule_Create(&demo); }

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
    PySys_SetObject("folder", PyUnicode_DecodeFSDefault(argv[2]));
    const char *code = "import gc, sys; from importlib.util import module_from_spec, spec_from_file_location\n"
        "try: module_from_spec(spec_from_file_location('zkou\\u0161ky', sys.folder + '/demo.so'))\n"
        "except SystemError as e: print('SystemError', e)\n"
        "gc.collect()\n";
    PyRun_SimpleString(code);
    int failed = Py_FinalizeEx() < 0;
    puts("finalized");
    return failed;
}
