/* A process forks while a legacy sub-interpreter lives, and the child does nothing but end itself. */
#include <Python.h>

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

static const char code[] =
    "import os, time\n"
    "child = os.fork()\n"
    "if child == 0: os._exit(7)\n"
    "ended = 0\n"
    "for attempt in range(500):\n"
    "    ended, status = os.waitpid(child, os.WNOHANG)\n"
    "    if ended: break\n"
    "    time.sleep(0.01)\n"
    "if not ended: print('the child hangs'); os.kill(child, 9)\n"
    "elif os.WIFSIGNALED(status): print('the child died of signal', os.WTERMSIG(status))\n"
    "else: print('the child ended with exit code', os.WEXITSTATUS(status))\n";

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    setbuf(stdout, NULL);
    start(argv[1]);
    PyThreadState *main_state = PyThreadState_Get();
    PyThreadState *sub = Py_NewInterpreter();
    PyThreadState_Swap(main_state);
    PyRun_SimpleString(code);
    PyThreadState_Swap(sub);
    Py_EndInterpreter(sub);
    PyThreadState_Swap(main_state);
    return Py_FinalizeEx() < 0;
}
