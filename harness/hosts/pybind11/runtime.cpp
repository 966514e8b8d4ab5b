#include "runtime.hpp"

namespace {

void check(PyStatus status) {
    if (PyStatus_Exception(status)) {
        throw std::runtime_error(status.err_msg == nullptr ? "exit" : status.err_msg);
    }
}

void append(PyWideStringList &list, const json &items) {
    for (const json &item : items) {
        wchar_t *wide = Py_DecodeLocale(item.get_ref<const std::string &>().c_str(), nullptr);
        PyStatus status = wide == nullptr ? PyStatus_NoMemory() : PyWideStringList_Append(&list, wide);
        PyMem_RawFree(wide);
        check(status);
    }
}

// Sets UTF-8 mode: an isolated Python before 3.15 stays in the C locale, and would take file names as ASCII.
void preinitialize() {
    PyPreConfig config;
    PyPreConfig_InitIsolatedConfig(&config);
    config.utf8_mode = 1;
    check(Py_PreInitialize(&config));
}

} // namespace

void start(std::optional<pybind11::scoped_interpreter> &guard, const json &scenario, const json &step) {
    preinitialize();
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.site_import = 0;
    config.install_signal_handlers = 0;
    config.write_bytecode = 0;
    const std::string &executable = text(scenario, "executable");
    check(PyConfig_SetBytesString(&config, &config.home, text(scenario, "home").c_str()));
    check(PyConfig_SetBytesString(&config, &config.executable, executable.c_str()));
    check(PyConfig_SetBytesString(&config, &config.program_name, executable.c_str()));
    append(config.xoptions, step.at("xoptions"));
    append(config.warnoptions, step.at("warnoptions"));
    // pybind11 clears the configuration. Not by `emplace`, which would destroy the guard of a running Python.
    pybind11::scoped_interpreter made(&config, 0, nullptr, false);
    guard.emplace(std::move(made));
}
