// JSON, as far as scenarios need it: read into values, and strings written.
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace json {

struct Value;
using Array = std::vector<Value>;
using Object = std::map<std::string, Value>;

// What a file or a field is not.
struct Error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Value {
    std::variant<std::nullptr_t, bool, double, std::string, Array, Object> data;

    const Value &operator[](const char *key) const;
    bool flag() const;
    long number() const;
    const std::string &text() const;
    const Array &array() const;
};

// Reads a text that is one value.
Value parse(const std::string &text);

// A string with its quotation marks.
std::string quote(const std::string &text);

} // namespace json
