/*
 * init_module_without_def: an init function that creates its module with PyModule_New.
 *
 * - Single-phase initialization, but the module has no definition.
 */
#include "fixture.h"

PyMODINIT_FUNC PyInit_init_module_without_def(void)
{
    fixture_report("init_module_without_def", FIXTURE_INIT);
    return PyModule_New("init_module_without_def");
}
