/*
 * init_null: an init function that fails and doesn't say why.
 *
 * - PyInit_init_null returns NULL and sets no exception.
 */
#include "fixture.h"

PyMODINIT_FUNC PyInit_init_null(void)
{
    fixture_report("init_null", FIXTURE_INIT);
    return NULL;
}
