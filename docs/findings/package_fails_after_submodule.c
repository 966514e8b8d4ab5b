/* A package fails after it imported its extension module; the next package object never gets the module as attribute. */
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
    const char *code = "import os, shutil, sys\n"
        "os.mkdir(sys.folder + '/package'); shutil.copy(sys.folder + '/demo.so', sys.folder + '/package')\n"
        "open(sys.folder + '/package/__init__.py', 'w').write('import sys, package.demo; sys.attempt += 1; 1 / (sys.attempt - 1)')\n"
        "sys.path.append(sys.folder); sys.attempt = 0\n"
        "try: import package\n"
        "except ZeroDivisionError: print('the first attempt fails')\n"
        "import package, package.demo\n"
        "print('both in sys.modules:', {'package', 'package.demo'} <= set(sys.modules))\n"
        "print('an attribute of the package:', hasattr(package, 'demo'))\n";
    PyRun_SimpleString(code);
    return Py_FinalizeEx() < 0;
}
