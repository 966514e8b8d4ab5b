/*
 * init_aborts: an init function that gives up on the process.
 *
 * - PyInit_init_aborts calls abort(): SIGABRT, without a fatal error of Python.
 */
#include "fixture.h"

PyMODINIT_FUNC PyInit_init_aborts(void)
{
    fixture_report("init_aborts", FIXTURE_INIT);
    abort();
}
