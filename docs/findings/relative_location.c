/* A spec is created for a relative path; the working directory changes before the module is created. */
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
    PySys_SetObject("folder", PyUnicode_DecodeFSDefault(argv[2]));
    const char *code = "import os, sys; from importlib.util import module_from_spec, spec_from_file_location\n"
        "os.chdir(sys.folder); spec = spec_from_file_location('demo', 'demo.so'); os.chdir('/')\n"
        "print('origin is absolute:', os.path.isabs(spec.origin))\n"
        "try: module_from_spec(spec); print('made')\n"
        "except ImportError as e: print('ImportError', e)\n";
    PyRun_SimpleString(code);
    return Py_FinalizeEx() < 0;
}
