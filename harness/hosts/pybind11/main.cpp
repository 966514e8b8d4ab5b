/*
 * A host of extproof that embeds Python with pybind11, as its users do.
 *
 * - A life of Python is a scoped_interpreter, code is run by pybind11::exec, threads hold a gil_scoped_acquire.
 * - A module written with pybind11 registers itself, by PYBIND11_EMBEDDED_MODULE. pybind11 has nothing for modules
 *   that are written in C, so those are appended to the table of built-in modules.
 * - Sub-interpreters are pybind11::subinterpreter, from Python 3.12 on.
 */
#include <algorithm>
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>

#include "events.hpp"
#include "interpreters.hpp"
#include "life.hpp"
#include "modules.hpp"

namespace {

const long contract = 1;

const char *const steps[] = {
    "execute",
    "finalize",
    "initialize",
    "register",
    "threads",
#ifdef PYBIND11_HAS_SUBINTERPRETER_SUPPORT
    "end_interpreter",
#if PY_VERSION_HEX >= 0x030D0000
    // On 3.12 they hang as soon as there are threads, or use memory that was given back: what comes of it is chance.
    "new_interpreter",
#endif
    "new_interpreter_from_config",
    "switch",
#endif
};

void describe() {
    std::string names;
    for (const char *step : steps) {
        names += (names.empty() ? "\"" : ", \"") + std::string(step) + "\"";
    }
    std::cout << "{\"contract\": " << contract << ", \"name\": \"pybind11\", \"version\": \"0.1.0\", \"python\": "
              << json::quote(Py_GetVersion()) << ", \"link\": \"shared\", \"steps\": [" << names << "]}\n";
}

// Checks all steps before any of them begins.
void check(const json::Array &list) {
    for (const json::Value &step : list) {
        step["id"].number();
        const std::string &name = step["do"].text();
        if (std::none_of(std::begin(steps), std::end(steps), [&](const char *known) { return name == known; })) {
            throw json::Error("unknown step " + name);
        }
        if (name == "register" && !has_fixture(step["fixture"].text())) {
            throw json::Error("no fixture " + step["fixture"].text() + " is linked");
        }
        if (name == "threads") {
            for (const json::Value &thread : step["threads"].array()) {
                check(thread.array());
            }
        }
    }
}

#ifdef PYBIND11_HAS_SUBINTERPRETER_SUPPORT
PyInterpreterConfig config_of(const json::Value &fields) {
    const std::string &gil = fields["gil"].text();
    PyInterpreterConfig config = {};
    config.use_main_obmalloc = fields["use_main_obmalloc"].flag();
    config.allow_fork = fields["allow_fork"].flag();
    config.allow_exec = fields["allow_exec"].flag();
    config.allow_threads = fields["allow_threads"].flag();
    config.allow_daemon_threads = fields["allow_daemon_threads"].flag();
    config.check_multi_interp_extensions = fields["check_multi_interp_extensions"].flag();
    config.gil = gil == "own"      ? PyInterpreterConfig_OWN_GIL
                 : gil == "shared" ? PyInterpreterConfig_SHARED_GIL
                                   : PyInterpreterConfig_DEFAULT_GIL;
    return config;
}

// What Py_NewInterpreter does: pybind11 has no function for it.
PyInterpreterConfig legacy() {
    PyInterpreterConfig config = {};
    config.use_main_obmalloc = config.allow_fork = config.allow_exec = 1;
    config.allow_threads = config.allow_daemon_threads = 1;
#    ifdef Py_GIL_DISABLED
    config.check_multi_interp_extensions = 1;
#    endif
    config.gil = PyInterpreterConfig_SHARED_GIL;
    return config;
}
#endif

// Carries steps out, on one thread.
class Host {
public:
    explicit Host(const json::Value &scenario) : scenario_(scenario) {}

    void carry_out(const json::Array &list) {
        for (const json::Value &step : list) {
            long id = step["id"].number();
            events::begin(id);
            try {
                perform(step["do"].text(), step);
            } catch (const std::exception &error) {
                events::failed(id, error.what());
                continue;
            }
            events::end(id);
        }
    }

private:
    void perform(const std::string &name, const json::Value &step) {
        if (name == "register") {
            register_module(step["name"].text(), step["fixture"].text());
        } else if (name == "initialize") {
            start(guard_, scenario_, step);
            interpreters_.begin();
        } else if (name == "finalize") {
            finalize();
        } else if (Py_IsInitialized() == 0) {
            throw std::runtime_error("no interpreter");
        } else if (name == "execute") {
            interpreters_.need_asked();
            pybind11::exec(step["code"].text());
        } else if (name == "threads") {
            threads(step["threads"].array());
        } else {
            sub_interpreter(name, step);
        }
    }

    void finalize() {
        interpreters_.abandon();
        if (guard_) {
            guard_.reset();
        } else if (Py_FinalizeEx() != 0) {
            throw std::runtime_error("Py_FinalizeEx: -1");
        }
    }

    void threads(const json::Array &lists) {
        pybind11::gil_scoped_release release;
        std::vector<std::thread> threads;
        for (const json::Value &list : lists) {
            threads.emplace_back([this, &list] {
                pybind11::gil_scoped_acquire acquire;
                Host host(scenario_);
                host.interpreters_.begin();
                host.carry_out(list.array());
                host.interpreters_.abandon();
            });
        }
        for (std::thread &thread : threads) {
            thread.join();
        }
    }

    void sub_interpreter([[maybe_unused]] const std::string &name, [[maybe_unused]] const json::Value &step) {
#ifdef PYBIND11_HAS_SUBINTERPRETER_SUPPORT
        if (name == "new_interpreter") {
            interpreters_.create(step["name"].text(), legacy());
        } else if (name == "new_interpreter_from_config") {
            interpreters_.create(step["name"].text(), config_of(step["config"]));
        } else if (name == "switch") {
            interpreters_.go_to(step["to"].text());
        } else {
            interpreters_.end(step["name"].text());
        }
#endif
    }

    const json::Value &scenario_;
    std::optional<pybind11::scoped_interpreter> guard_;
    Interpreters interpreters_;
};

json::Value read(const char *path) {
    std::ifstream file(path);
    std::ostringstream text;
    if (!(text << file.rdbuf())) {
        throw json::Error("can't be read");
    }
    json::Value scenario = json::parse(text.str());
    if (scenario["contract"].number() != contract) {
        throw json::Error("the contract is another version");
    }
    check(scenario["steps"].array());
    return scenario;
}

} // namespace

int main(int count, char **arguments) {
    if (count == 2 && std::string(arguments[1]) == "--describe") {
        describe();
        return 0;
    }
    if (count != 2) {
        std::cerr << "usage: pybind11 --describe | pybind11 SCENARIO.json\n";
        return 2;
    }
    try {
        // Never freed, because Python keeps pointers to the names in its table of modules.
        const auto *scenario = new json::Value(read(arguments[1]));
        auto *host = new Host(*scenario);
        host->carry_out((*scenario)["steps"].array());
    } catch (const json::Error &error) {
        std::cerr << "pybind11: " << arguments[1] << ": " << error.what() << '\n';
        return 2;
    }
    events::done();
    // Without the destructors: a Python that the scenario didn't finalise stays as it is.
    return 0;
}
