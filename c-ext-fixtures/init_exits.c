/*
 * init_exits: an init function that ends the process as if all were well.
 *
 * - PyInit_init_exits calls _exit(0): exit code 0, with nothing flushed, finalized or cleaned up.
 */
#include "fixture.h"

PyMODINIT_FUNC PyInit_init_exits(void)
{
    fixture_report("init_exits", FIXTURE_INIT);
    _exit(0);
}
