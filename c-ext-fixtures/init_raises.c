/*
 * init_raises: an init function that fails with an exception.
 *
 * - PyInit_init_raises raises RuntimeError "init_raises says no".
 */
#include "fixture.h"

PyMODINIT_FUNC PyInit_init_raises(void)
{
    fixture_report("init_raises", FIXTURE_INIT);
    PyErr_SetString(PyExc_RuntimeError, "init_raises says no");
    return NULL;
}
