/* Modules are registered under the names of submodules: one single-phase, one multi-phase. */
#include <Python.h>

static struct PyModuleDef single = {PyModuleDef_HEAD_INIT, .m_name = "single", .m_size = -1};
static struct PyModuleDef multi = {PyModuleDef_HEAD_INIT, .m_name = "multi", .m_slots = (PyModuleDef_Slot[]){{0, NULL}}};

static PyObject *init_single(void) { return PyModule_Create(&single); }
static PyObject *init_multi(void) { return PyModuleDef_Init(&multi); }

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
    PyImport_AppendInittab("package.single", init_single);
    PyImport_AppendInittab("package.multi", init_multi);
    start(argv[1]);
    const char *code = "import sys, types; package = sys.modules['package'] = types.ModuleType('package'); package.__path__ = []\n"
        "for name in 'single', 'multi':\n"
        "  try: __import__('package.' + name); print(name, 'has __name__', sys.modules['package.' + name].__name__)\n"
        "  except ImportError as e: print(name, type(e).__name__, e)\n";
    PyRun_SimpleString(code);
    return Py_FinalizeEx() < 0;
}
