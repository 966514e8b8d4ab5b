#include "events.hpp"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

#include "json.hpp"

namespace events {
namespace {

// Where events go. Fixtures and the Python probe append to the same file. A copy, because programs may change their
// environment.
const std::string &path() {
    static const std::string named = [] {
        const char *variable = std::getenv("EXTPROOF_EVENTS");
        return std::string(variable == nullptr ? "" : variable);
    }();
    return named;
}

// The file is opened for each line, because code under test can close a kept descriptor and reuse its number. One write
// for each line, because there are other writers. A lost event would falsify the result.
void write_line(std::string line) {
    line += '\n';
    const bool named = !path().empty();
    const int file = named ? open(path().c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
                           : STDOUT_FILENO;
    if (file < 0 || write(file, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
        std::perror("pybind11: EXTPROOF_EVENTS");
        std::_Exit(2);
    }
    if (named) {
        close(file);
    }
}

} // namespace

void begin(long id) { write_line("{\"begin\":" + std::to_string(id) + "}"); }

void end(long id) { write_line("{\"end\":" + std::to_string(id) + ",\"status\":\"ok\"}"); }

void failed(long id, const std::string &error) {
    write_line("{\"end\":" + std::to_string(id) + ",\"status\":\"failed\",\"error\":" + quote(error) + "}");
}

void done() { write_line("{\"done\":true}"); }

void fixture(const std::string &name, const std::string &event, int count) {
    write_line("{\"fixture\":" + quote(name) + ",\"event\":" + quote(event) +
               ",\"count\":" + std::to_string(count) + "}");
}

} // namespace events
