// Registering modules.
#pragma once

#include <string>

// Makes a fixture importable. The name has to live as long as the process.
void register_module(const std::string &name, const std::string &fixture);

// Whether there is such a fixture.
bool has_fixture(const std::string &fixture);
