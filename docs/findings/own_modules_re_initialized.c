/* Three initializations that each use a standard library module: datetime in one process, ctypes in another. No extension module. */
#include <Python.h>
#include <sys/wait.h>

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

static void live_three_times(const char *home, const char *code) {
    for (int n = 1; n <= 3; n++) {
        start(home);
        printf("initialization %d: ", n);
        if (PyRun_SimpleString(code)) puts("");
        Py_FinalizeEx();
    }
    exit(0);
}

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    setbuf(stdout, NULL);
    const char *codes[] = {
        "import datetime; print(datetime.datetime.strptime('2001', '%Y'))",
        "import ctypes; print(ctypes.c_int(7))",
    };
    for (int i = 0; i < 2; i++) {
        puts(codes[i]);
        pid_t child = fork();
        if (child < 0) return 1;
        if (child == 0) live_three_times(argv[1], codes[i]);
        int status;
        if (waitpid(child, &status, 0) != child) return 1;
        if (WIFSIGNALED(status)) printf("ended by signal %d\n", WTERMSIG(status));
    }
    return 0;
}

PyMODINIT_FUNC PyInit_demo(void) { return NULL; }
