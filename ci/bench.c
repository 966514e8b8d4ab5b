/* ci/bench compares the host `capi` with this: initialization and finalization with the same configuration. */

#include <Python.h>

#define CHECK(call)                     \
    do {                                \
        PyStatus status = (call);       \
        if (PyStatus_Exception(status)) \
            Py_ExitStatusException(status); \
    } while (0)

int
main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: bench HOME EXECUTABLE\n", stderr);
        return 2;
    }

    PyPreConfig preconfig;
    PyPreConfig_InitIsolatedConfig(&preconfig);
    preconfig.utf8_mode = 1;
    CHECK(Py_PreInitialize(&preconfig));

    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.site_import = 0;
    config.install_signal_handlers = 0;
    config.write_bytecode = 0;
    CHECK(PyConfig_SetBytesString(&config, &config.home, argv[1]));
    CHECK(PyConfig_SetBytesString(&config, &config.executable, argv[2]));
    CHECK(PyConfig_SetBytesString(&config, &config.program_name, argv[2]));
    CHECK(Py_InitializeFromConfig(&config));
    PyConfig_Clear(&config);
    return Py_FinalizeEx() == 0 ? 0 : 1;
}
