/*
 * pybind11_module: a module written with pybind11, for an embedding program.
 *
 * - PYBIND11_EMBEDDED_MODULE appends it to the table of built-in modules before `main` begins, and once for all
 *   initializations.
 * - Multi-phase initialization, which pybind11 does: the init function returns a definition.
 * - None of the macro's options: the module doesn't say that it supports sub-interpreters or running without the GIL.
 * - It has a class, Guard, with a method, and holds one object of it, whose destruction is reported.
 */
#include <atomic>
#include <pybind11/embed.h>

#include "events.hpp"

namespace {

int report(const char *event, std::atomic_int &count) {
    int now = ++count;
    events::fixture("pybind11_module", event, now);
    return now;
}

std::atomic_int execs, drops;

struct Guard {
    Guard() = default;
    Guard(const Guard &) = delete;
    Guard &operator=(const Guard &) = delete;
    ~Guard() { report("drop", drops); }
};

} // namespace

PYBIND11_EMBEDDED_MODULE(pybind11_module, module) {
    int serial = report("exec", execs);
    pybind11::list items;
    items.append(serial);
    pybind11::class_<Guard>(module, "Guard").def(pybind11::init<>()).def("answer", [](const Guard &) { return 42; });
    module.attr("serial") = serial;
    module.attr("items") = items;
    module.attr("guard") = module.attr("Guard")();
}
