/*
 * init_crashes: an init function with a memory error.
 *
 * - PyInit_init_crashes writes through a null pointer: SIGSEGV.
 */
#include "fixture.h"

PyMODINIT_FUNC PyInit_init_crashes(void)
{
    /* Both are volatile: one so that the compiler can't know the address, one so that it keeps the write. */
    volatile int *volatile nowhere = NULL;

    fixture_report("init_crashes", FIXTURE_INIT);
    *nowhere = 1;
    return NULL;
}
