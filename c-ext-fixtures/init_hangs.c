/*
 * init_hangs: an init function that never returns.
 *
 * - PyInit_init_hangs forks a child process; both sleep forever.
 * - Only killing the process group ends both.
 */
#include "fixture.h"

PyMODINIT_FUNC PyInit_init_hangs(void)
{
    fixture_report("init_hangs", FIXTURE_INIT);
    if (fork() < 0) {
        fixture_give_up("init_hangs: fork");
    }
    for (;;) {
        pause();
    }
}
