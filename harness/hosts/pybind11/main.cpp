/*
 * A host of extproof that embeds Python with pybind11, as its users do.
 *
 * - An initialization of Python is a scoped_interpreter, code is run by pybind11::exec, threads hold a gil_scoped_acquire.
 * - A module written with pybind11 registers itself, by PYBIND11_EMBEDDED_MODULE. pybind11 has nothing for modules
 *   that are written in C, so those are appended to the table of built-in modules.
 * - Sub-interpreters are pybind11::subinterpreter, from Python 3.12 on.
 */
#include <algorithm>
#include <fstream>
#include <iostream>
#include <thread>

#include "events.hpp"
#include "interpreters.hpp"
#include "runtime.hpp"
#include "modules.hpp"

namespace {

const long contract = 1;

#ifdef PYBIND11_HAS_SUBINTERPRETER_SUPPORT
PyInterpreterConfig config_of(const json &fields) {
    const std::string &gil = text(fields, "gil");
    PyInterpreterConfig config = {};
    config.use_main_obmalloc = fields.at("use_main_obmalloc").get<bool>();
    config.allow_fork = fields.at("allow_fork").get<bool>();
    config.allow_exec = fields.at("allow_exec").get<bool>();
    config.allow_threads = fields.at("allow_threads").get<bool>();
    config.allow_daemon_threads = fields.at("allow_daemon_threads").get<bool>();
    config.check_multi_interp_extensions = fields.at("check_multi_interp_extensions").get<bool>();
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
    // A step that this host can do.
    struct Supported {
        const char *name;
        void (Host::*perform)(const json &step);
    };
    static const Supported supported[];

    // One of them, or null.
    static const Supported *find(const std::string &name);

    explicit Host(const json &scenario) : scenario_(scenario) {}

    void carry_out(const json &list) {
        for (const json &step : list) {
            long id = step.at("id").get<long>();
            events::begin(id);
            try {
                (this->*find(text(step, "do"))->perform)(step);
            } catch (const std::exception &error) {
                events::failed(id, error.what());
                continue;
            }
            events::end(id);
        }
    }

private:
    static void need_python() {
        if (Py_IsInitialized() == 0) {
            throw std::runtime_error("no interpreter");
        }
    }

    void append(const json &step) { register_module(text(step, "name"), text(step, "fixture")); }

    void initialize(const json &step) {
        start(guard_, scenario_, step);
        interpreters_.begin();
    }

    void finalize(const json &) {
        interpreters_.abandon();
        if (guard_) {
            guard_.reset();
        } else if (Py_FinalizeEx() != 0) {
            throw std::runtime_error("Py_FinalizeEx: -1");
        }
    }

    void execute(const json &step) {
        need_python();
        interpreters_.need_asked();
        pybind11::exec(text(step, "code"));
    }

    void threads(const json &step) {
        need_python();
        pybind11::gil_scoped_release release;
        std::vector<std::thread> threads;
        for (const json &list : step.at("threads")) {
            threads.emplace_back([this, &list] {
                pybind11::gil_scoped_acquire acquire;
                Host host(scenario_);
                host.interpreters_.begin();
                host.carry_out(list);
                host.interpreters_.abandon();
            });
        }
        for (std::thread &thread : threads) {
            thread.join();
        }
    }

#ifdef PYBIND11_HAS_SUBINTERPRETER_SUPPORT
    void new_interpreter(const json &step) {
        need_python();
        interpreters_.create(text(step, "name"), legacy());
    }

    void new_interpreter_from_config(const json &step) {
        need_python();
        interpreters_.create(text(step, "name"), config_of(step.at("config")));
    }

    void go_to(const json &step) {
        need_python();
        interpreters_.go_to(text(step, "to"));
    }

    void end_interpreter(const json &step) {
        need_python();
        interpreters_.end(text(step, "name"));
    }
#endif

    const json &scenario_;
    std::optional<pybind11::scoped_interpreter> guard_;
    Interpreters interpreters_;
};

const Host::Supported Host::supported[] = {
    {"execute", &Host::execute},
    {"finalize", &Host::finalize},
    {"initialize", &Host::initialize},
    {"register", &Host::append},
    {"threads", &Host::threads},
#ifdef PYBIND11_HAS_SUBINTERPRETER_SUPPORT
    {"end_interpreter", &Host::end_interpreter},
#    if PY_VERSION_HEX >= 0x030D0000
    // On 3.12 they hang as soon as there are threads, or use freed memory, so the outcome varies.
    {"new_interpreter", &Host::new_interpreter},
#    endif
    {"new_interpreter_from_config", &Host::new_interpreter_from_config},
    {"switch", &Host::go_to},
#endif
};

const Host::Supported *Host::find(const std::string &name) {
    const Supported *end = std::end(supported);
    const Supported *found = std::find_if(supported, end, [&](const Supported &one) { return name == one.name; });
    return found == end ? nullptr : found;
}

void describe() {
    std::string names;
    for (const Host::Supported &step : Host::supported) {
        names += (names.empty() ? "\"" : ", \"") + std::string(step.name) + "\"";
    }
    std::cout << "{\"contract\": " << contract << ", \"name\": \"pybind11\", \"version\": \"0.1.0\", \"python\": "
              << quote(Py_GetVersion()) << ", \"link\": \"shared\", \"steps\": [" << names << "]}\n";
}

// Checks all steps before any of them begins.
void check(const json &list) {
    for (const json &step : list) {
        step.at("id").get<long>();
        const std::string &name = text(step, "do");
        if (Host::find(name) == nullptr) {
            throw std::runtime_error("unknown step " + name);
        }
        if (name == "register" && !has_fixture(text(step, "fixture"))) {
            throw std::runtime_error("no fixture " + text(step, "fixture") + " is linked");
        }
        if (name == "threads") {
            for (const json &thread : step.at("threads")) {
                check(thread);
            }
        }
    }
}

json read(const char *path) {
    std::ifstream file(path);
    json scenario = json::parse(file);
    if (scenario.at("contract").get<long>() != contract) {
        throw std::runtime_error("the contract is another version");
    }
    check(scenario.at("steps"));
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
    // Never freed, because Python keeps pointers to the names in its table of modules.
    const json *scenario = nullptr;
    try {
        scenario = new json(read(arguments[1]));
    } catch (const std::exception &error) {
        std::cerr << "pybind11: " << arguments[1] << ": " << error.what() << '\n';
        return 2;
    }
    auto *host = new Host(*scenario);
    host->carry_out(scenario->at("steps"));
    events::done();
    // No destructor runs, so that a Python that the scenario didn't finalize stays as it is.
    return 0;
}
