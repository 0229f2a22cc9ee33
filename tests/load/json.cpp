// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/json.h"

#include <cmath>
#include <cstdio>

namespace tests
{

void JsonWriter::quoted(std::string_view value)
{
    m_out += '"';
    for (const char c : value) {
        if (c == '"' || c == '\\') {
            m_out += '\\';
            m_out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
            m_out += escape;
        } else {
            m_out += c;
        }
    }
    m_out += '"';
}

void JsonWriter::prefix(std::string_view key)
{
    if (!m_first) {
        m_out += ',';
    }
    m_first = false;
    if (!key.empty()) {
        quoted(key);
        m_out += ':';
    }
}

JsonWriter &JsonWriter::beginObject(std::string_view key)
{
    prefix(key);
    m_out += '{';
    m_first = true;
    return *this;
}

JsonWriter &JsonWriter::endObject()
{
    m_out += '}';
    m_first = false;
    return *this;
}

JsonWriter &JsonWriter::beginArray(std::string_view key)
{
    prefix(key);
    m_out += '[';
    m_first = true;
    return *this;
}

JsonWriter &JsonWriter::endArray()
{
    m_out += ']';
    m_first = false;
    return *this;
}

JsonWriter &JsonWriter::text(std::string_view key, std::string_view value)
{
    prefix(key);
    quoted(value);
    return *this;
}

JsonWriter &JsonWriter::number(std::string_view key, std::int64_t value)
{
    prefix(key);
    m_out += std::to_string(value);
    return *this;
}

JsonWriter &JsonWriter::real(std::string_view key, double value)
{
    prefix(key);
    char digits[40];
    std::snprintf(digits, sizeof digits, "%.6g", std::isfinite(value) ? value : 0.0);
    m_out += digits;
    return *this;
}

JsonWriter &JsonWriter::flag(std::string_view key, bool value)
{
    prefix(key);
    m_out += value ? "true" : "false";
    return *this;
}

} // namespace tests
