// JSON, by nlohmann's library: scenarios are read, and texts are written.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

using json = nlohmann::json;

// A field that must be a string.
inline const std::string &text(const json &fields, const char *key) {
    return fields.at(key).get_ref<const std::string &>();
}

// A string with its quotation marks. Bytes that aren't UTF-8 are replaced.
inline std::string quote(const std::string &text) {
    return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}
