/*
 * init_exits: an init function that exits the process with code 0.
 *
 * - PyInit_init_exits calls _exit(0): without flushing, finalization or cleanup.
 */
#include "fixture.h"

PyMODINIT_FUNC PyInit_init_exits(void)
{
    fixture_report("init_exits", FIXTURE_INIT);
    _exit(0);
}
