/*
 * init_null: an init function that fails without setting an exception.
 *
 * - PyInit_init_null returns NULL and sets no exception.
 */
#include "fixture.h"

PyMODINIT_FUNC PyInit_init_null(void)
{
    fixture_report("init_null", FIXTURE_INIT);
    return NULL;
}
