/*
 * init_module_without_def: an init function that makes its module by hand.
 *
 * - Single-phase initialization, but the module comes from PyModule_New: it has no definition.
 */
#include "fixture.h"

PyMODINIT_FUNC PyInit_init_module_without_def(void)
{
    fixture_report("init_module_without_def", FIXTURE_INIT);
    return PyModule_New("init_module_without_def");
}
