/* The origin and then the name of a spec contain a NUL character. */
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
    const char *code = "import sys; from importlib.machinery import ExtensionFileLoader, ModuleSpec; path = sys.folder + '/demo.so'\n"
        "for name, origin in ('demo', path + '\\0.txt'), ('demo\\0more', path):\n"
        "    spec = ModuleSpec(name, ExtensionFileLoader(name, path), origin=origin)\n"
        "    try: spec.loader.create_module(spec); print('loaded another one than named')\n"
        "    except (ValueError, ImportError) as e: print(type(e).__name__, e)\n";
    PyRun_SimpleString(code);
    return Py_FinalizeEx() < 0;
}
