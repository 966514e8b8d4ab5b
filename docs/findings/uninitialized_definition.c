/* An init function returns its definition without PyModuleDef_Init: registered, then as a shared library. */
#include <Python.h>

static struct PyModuleDef demo = {PyModuleDef_HEAD_INIT, .m_name = "demo", .m_slots = (PyModuleDef_Slot[]){{0, NULL}}};

PyMODINIT_FUNC PyInit_demo(void) { return (PyObject *)&demo; }

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
    PyImport_AppendInittab("builtin_demo", PyInit_demo);
    start(argv[1]);
    PySys_SetObject("path", argc > 2 ? Py_BuildValue("[s]", argv[2]) : NULL);
    PyRun_SimpleString("try: import demo\nexcept SystemError as e: print('file:', e)");
    PyRun_SimpleString("try: import builtin_demo\nexcept SystemError as e: print('built-in:', e)");
    return Py_FinalizeEx() < 0;
}
