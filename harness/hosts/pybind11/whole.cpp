// All of the host as one file: the headers of pybind11 and of the JSON library take most of the compiler's time, and so are
// read once.
#include "events.cpp"
#include "interpreters.cpp"
#include "main.cpp"
#include "modules.cpp"
#include "pybind11_module.cpp"
#include "runtime.cpp"
