/*
 * static_constructor: a module in C++ with an object that is constructed when the library is loaded.
 *
 * - Multi-phase initialization without module state.
 * - A static constructor records whether Python is initialized: the attribute constructed is "while Python runs"
 *   (dlopen during an import) or "before Python" (linked into the host: before main).
 * - While Python runs it also reports the event constructor. Before that it must not: it runs in every host that it is
 *   linked into, whatever the case.
 * - It needs no C++ library: no exceptions, no run-time type information.
 */
#include "fixture.h"

namespace {

struct Constructed {
    bool while_python_runs = Py_IsInitialized();

    Constructed()
    {
        if (while_python_runs) {
            fixture_report("static_constructor", FIXTURE_CONSTRUCTOR);
        }
    }
};

const Constructed constructed;

void free_module(void *Py_UNUSED(module))
{
    fixture_report("static_constructor", FIXTURE_FREE);
}

int exec_module(PyObject *module)
{
    int serial = fixture_report("static_constructor", FIXTURE_EXEC);

    if (fixture_populate(module, serial) < 0) {
        return -1;
    }
    const char *when = constructed.while_python_runs ? "while Python runs" : "before Python";
    return PyModule_AddStringConstant(module, "constructed", when);
}

PyModuleDef_Slot slots[] = {
    {.slot = Py_mod_exec, .value = reinterpret_cast<void *>(exec_module)},
    {.slot = 0, .value = nullptr},
};

struct PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "static_constructor",
    .m_doc = nullptr,
    .m_size = 0,
    .m_methods = nullptr,
    .m_slots = slots,
    .m_traverse = nullptr,
    .m_clear = nullptr,
    .m_free = free_module,
};

} // namespace

PyMODINIT_FUNC PyInit_static_constructor(void)
{
    fixture_report("static_constructor", FIXTURE_INIT);
    return PyModuleDef_Init(&definition);
}
