/* How often is the init function of a single-phase module called, when it is imported again and in other interpreters? */
#include <Python.h>

static int inits[2];
static struct PyModuleDef minus = {PyModuleDef_HEAD_INIT, .m_name = "minus", .m_size = -1};
static struct PyModuleDef zero = {PyModuleDef_HEAD_INIT, .m_name = "zero", .m_size = 0};

static PyObject *init_minus(void) { inits[0]++; return PyModule_Create(&minus); }
static PyObject *init_zero(void) { inits[1]++; return PyModule_Create(&zero); }

static void run(const char *where) {
    const char *code = "import sys\nfor name in 'minus', 'zero':\n"
        "  try: __import__(name); del sys.modules[name]\n"
        "  except ImportError as e: print(e)\n";
    PyRun_SimpleString(code);
    printf("%s: init calls so far: m_size -1: %d, m_size 0: %d\n", where, inits[0], inits[1]);
}

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
    PyImport_AppendInittab("minus", init_minus);
    PyImport_AppendInittab("zero", init_zero);
    start(argv[1]);
    PyThreadState *main_thread = PyThreadState_Get();
    for (const char **where = (const char *[]){"sub-interpreter", "next sub-interpreter", NULL}; *where; where++) {
        PyThreadState *sub = Py_NewInterpreter();
        run(*where);
        Py_EndInterpreter(sub);
        PyThreadState_Swap(main_thread);
    }
    run("main");
    run("main again");
    return Py_FinalizeEx() < 0;
}
