/* The init function of demo imports colorsys, a module written in Python; a legacy sub-interpreter imports demo. */
#include <Python.h>

static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_size = -1};

PyMODINIT_FUNC PyInit_demo(void) {
    PyObject *imported = PyImport_ImportModule("colorsys");
    if (!imported) return NULL;
    Py_DECREF(imported);
    return PyModule_Create(&demo);
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
    PyImport_AppendInittab("demo", PyInit_demo);
    start(argv[1]);
    PyThreadState *main_thread = PyThreadState_Get();
    PyThreadState *sub = Py_NewInterpreter();
    PyRun_SimpleString("import demo, sys; print('sub-interpreter has colorsys:', 'colorsys' in sys.modules)");
    PyThreadState_Swap(main_thread);
    PyRun_SimpleString("import sys; print('main interpreter has colorsys:', 'colorsys' in sys.modules)");
    PyThreadState_Swap(sub);
    Py_EndInterpreter(sub);
    PyThreadState_Swap(main_thread);
    return Py_FinalizeEx() < 0;
}
