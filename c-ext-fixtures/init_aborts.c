/*
 * init_aborts: an init function that calls abort.
 *
 * - PyInit_init_aborts calls abort(): SIGABRT, without a fatal error message from Python.
 */
#include "fixture.h"

PyMODINIT_FUNC PyInit_init_aborts(void)
{
    fixture_report("init_aborts", FIXTURE_INIT);
    abort();
}
