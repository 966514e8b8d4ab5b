// The sub-interpreters of one thread, by name.
#pragma once

#include <pybind11/embed.h>
#include <stdexcept>
#include <string>

#ifdef PYBIND11_HAS_SUBINTERPRETER_SUPPORT
#    include <map>
#    include <memory>
#    include <optional>
#    include <pybind11/subinterpreter.h>
#endif

class Interpreters {
public:
    // Throws if the requested interpreter doesn't exist: then no code is run, because it would run in the wrong one.
    void need_asked() const {
        if (!as_asked_) {
            throw std::runtime_error("no interpreter");
        }
    }

    // Records that the main interpreter exists, and is current.
    void begin() { as_asked_ = true; }

#ifdef PYBIND11_HAS_SUBINTERPRETER_SUPPORT
    // Creates an interpreter, which becomes current.
    void create(const std::string &name, const PyInterpreterConfig &config);
    // Makes another interpreter current.
    void go_to(const std::string &name);
    // Ends an interpreter. Afterwards the main one is current.
    void end(const std::string &name);
    // Lets go of all interpreters, because Python is about to be finalized.
    void abandon();

private:
    // Members are destroyed in reverse order, as pybind11 demands: the thread state before its interpreter.
    struct Sub {
        pybind11::subinterpreter interpreter;
        pybind11::subinterpreter_thread_state state;
        explicit Sub(pybind11::subinterpreter made) : interpreter(std::move(made)), state(interpreter) {}
    };
    std::map<std::string, std::unique_ptr<Sub>> subs_;
    std::optional<pybind11::subinterpreter_scoped_activate> active_;
#else
    void abandon() {}

private:
#endif
    bool as_asked_ = false;
};
