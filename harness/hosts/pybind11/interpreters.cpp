#include "interpreters.hpp"

#ifdef PYBIND11_HAS_SUBINTERPRETER_SUPPORT

void Interpreters::create(const std::string &name, const PyInterpreterConfig &config) {
    go_to("main");
    as_asked_ = false;
    subs_[name] = std::make_unique<Sub>(pybind11::subinterpreter::create(config));
    go_to(name);
}

void Interpreters::go_to(const std::string &name) {
    active_.reset();
    as_asked_ = true;
    if (name == "main") {
        return;
    }
    auto found = subs_.find(name);
    as_asked_ = found != subs_.end();
    need_asked();
    active_.emplace(found->second->state);
}

void Interpreters::end(const std::string &name) {
    bool found = subs_.count(name) != 0;
    go_to("main");
    subs_.erase(name);
    if (!found) {
        throw std::runtime_error("no interpreter");
    }
}

void Interpreters::abandon() {
    active_.reset();
    for (auto &sub : subs_) {
        // Once Python is gone, nothing may be destroyed.
        sub.second.release();
    }
    subs_.clear();
    as_asked_ = false;
}

#endif
