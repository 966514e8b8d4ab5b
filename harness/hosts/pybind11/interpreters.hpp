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
    // Fails if the interpreter that was asked for isn't there: then no code is run, as it would run in the wrong one.
    void need_asked() const {
        if (!as_asked_) {
            throw std::runtime_error("no interpreter");
        }
    }

    // The main interpreter is there, and current.
    void begin() { as_asked_ = true; }

#ifdef PYBIND11_HAS_SUBINTERPRETER_SUPPORT
    // Makes one, which becomes current.
    void create(const std::string &name, const PyInterpreterConfig &config);
    // Makes another one current.
    void go_to(const std::string &name);
    // Ends one. Afterwards the main one is current.
    void end(const std::string &name);
    // Python is about to be finalised with those that are there.
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
