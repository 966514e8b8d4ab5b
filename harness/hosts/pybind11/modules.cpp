#include "modules.hpp"

#include <Python.h>
#include <stdexcept>

namespace {

// The fixture of this host that is written with pybind11.
const char own[] = "pybind11_module";

struct Fixture {
    const char *name;
    PyObject *(*init)();
};

} // namespace

// The fixtures that are linked into every host, ended by a NULL name.
extern "C" const Fixture extproof_fixtures[];

namespace {

const Fixture *find(const std::string &name) {
    for (const Fixture *fixture = extproof_fixtures; fixture->name != nullptr; ++fixture) {
        if (fixture->name == name) {
            return fixture;
        }
    }
    return nullptr;
}

} // namespace

bool has_fixture(const std::string &fixture) { return fixture == own || find(fixture) != nullptr; }

void register_module(const std::string &name, const std::string &fixture) {
    if (fixture == own) {
        // The macro registered it before `main` began, and there is no other way.
        if (name != own) {
            throw std::runtime_error("PYBIND11_EMBEDDED_MODULE registers pybind11_module by its own name only");
        }
        return;
    }
    // As the macro does with a module written with pybind11.
    if (PyImport_AppendInittab(name.c_str(), find(fixture)->init) != 0) {
        throw std::runtime_error("PyImport_AppendInittab: -1");
    }
}
