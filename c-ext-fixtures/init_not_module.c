/*
 * init_not_module: an init function that returns an int.
 *
 * - PyInit_init_not_module returns the int 42, neither a module nor a module definition.
 */
#include "fixture.h"

PyMODINIT_FUNC PyInit_init_not_module(void)
{
    fixture_report("init_not_module", FIXTURE_INIT);
    return PyLong_FromLong(42);
}
