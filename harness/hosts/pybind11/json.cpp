#include "json.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace json {
namespace {

class Parser {
public:
    explicit Parser(const std::string &text) : at_(text.c_str()), begin_(at_) {}

    Value whole() {
        Value value = one();
        space();
        return *at_ == '\0' ? value : fail("more than one value");
    }

private:
    Value one() {
        space();
        switch (*at_) {
        case '{':
            return object();
        case '[':
            return array();
        case '"':
            return {string()};
        default:
            return scalar();
        }
    }

    Value object() {
        Object object;
        list('}', [&] {
            space();
            std::string key = string();
            expect(':');
            object.insert_or_assign(std::move(key), one());
        });
        return {std::move(object)};
    }

    Value array() {
        Array array;
        list(']', [&] { array.push_back(one()); });
        return {std::move(array)};
    }

    template <typename Item> void list(char end, Item item) {
        ++at_;
        space();
        if (*at_ == end) {
            ++at_;
            return;
        }
        for (;;) {
            item();
            space();
            if (*at_ == end) {
                ++at_;
                return;
            }
            expect(',');
        }
    }

    Value scalar() {
        for (auto [word, value] : {std::pair{"true", true}, std::pair{"false", false}}) {
            if (take(word)) {
                return {value};
            }
        }
        if (take("null")) {
            return {nullptr};
        }
        char *end = nullptr;
        double number = std::strtod(at_, &end);
        if (end == at_) {
            return fail("not a value");
        }
        at_ = end;
        return {number};
    }

    std::string string() {
        expect('"');
        std::string text;
        while (*at_ != '"') {
            if (*at_ == '\0') {
                fail("a string without end");
            } else if (*at_ == '\\') {
                escape(text);
            } else {
                text += *at_++;
            }
        }
        ++at_;
        return text;
    }

    void escape(std::string &text) {
        static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
        ++at_;
        if (const char *found = *at_ == '\0' ? nullptr : std::strchr(letters, *at_)) {
            text += meant[found - letters];
            ++at_;
        } else if (*at_ == 'u') {
            unsigned long code = unit();
            if (code >= 0xD800 && code < 0xDC00 && at_[0] == '\\' && at_[1] == 'u') {
                ++at_;
                code = 0x10000 + ((code - 0xD800) << 10) + (unit() - 0xDC00);
            }
            utf8(text, code);
        } else {
            fail("an unknown escape");
        }
    }

    unsigned long unit() {
        char digits[5] = {};
        std::strncpy(digits, at_ + 1, 4);
        char *end = nullptr;
        unsigned long code = std::strtoul(digits, &end, 16);
        if (end != digits + 4) {
            fail("an escape that isn't four digits");
        }
        at_ += 5;
        return code;
    }

    static void utf8(std::string &text, unsigned long code) {
        if (code < 0x80) {
            text += static_cast<char>(code);
            return;
        }
        int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
        text += static_cast<char>((0xF00 >> more & 0xFF) | code >> 6 * more);
        while (more-- > 0) {
            text += static_cast<char>(0x80 | (code >> 6 * more & 0x3F));
        }
    }

    void space() { at_ += std::strspn(at_, " \t\r\n"); }

    bool take(const char *word) {
        size_t length = std::strlen(word);
        bool found = std::strncmp(at_, word, length) == 0;
        at_ += found ? length : 0;
        return found;
    }

    void expect(char wanted) {
        space();
        if (*at_ != wanted) {
            fail(std::string("no `") + wanted + "`");
        }
        ++at_;
    }

    [[noreturn]] Value fail(const std::string &problem) const {
        throw Error(problem + " at offset " + std::to_string(at_ - begin_));
    }

    const char *at_;
    const char *begin_;
};

template <typename T> const T &get(const Value &value, const char *kind) {
    if (const T *found = std::get_if<T>(&value.data)) {
        return *found;
    }
    throw Error(std::string("a value is not ") + kind);
}

} // namespace

const Value &Value::operator[](const char *key) const {
    const Object &object = get<Object>(*this, "an object");
    auto found = object.find(key);
    if (found == object.end()) {
        throw Error(std::string("`") + key + "` is missing");
    }
    return found->second;
}

bool Value::flag() const { return get<bool>(*this, "true or false"); }
long Value::number() const { return static_cast<long>(get<double>(*this, "a number")); }
const std::string &Value::text() const { return get<std::string>(*this, "a string"); }
const Array &Value::array() const { return get<Array>(*this, "an array"); }

Value parse(const std::string &text) { return Parser(text).whole(); }

std::string quote(const std::string &text) {
    std::string quoted = "\"";
    for (unsigned char c : text) {
        if (c == '"' || c == '\\') {
            quoted += {'\\', static_cast<char>(c)};
        } else if (c < 0x20) {
            char escape[7];
            std::snprintf(escape, sizeof(escape), "\\u%04x", c);
            quoted += escape;
        } else {
            quoted += static_cast<char>(c);
        }
    }
    return quoted + '"';
}

} // namespace json
