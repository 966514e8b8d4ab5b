// The events file: a line before and after each step, and what the module of this host reports.
#pragma once

#include <string>

namespace events {

void begin(long id);
void end(long id);
void failed(long id, const std::string &error);
void done();
void fixture(const std::string &name, const std::string &event, int count);

} // namespace events
