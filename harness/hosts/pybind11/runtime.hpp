// Starting Python by pybind11, isolated from the machine it runs on.
#pragma once

#include <optional>
#include <pybind11/embed.h>

#include "json.hpp"

// Starts Python by making the guard. Python ends with the guard.
void start(std::optional<pybind11::scoped_interpreter> &guard, const json &scenario, const json &step);
