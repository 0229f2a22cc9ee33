// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tests
{

/// Writes one JSON text front to back. The caller keeps open/close in balance; strings are UTF-8.
class JsonWriter
{
public:
    JsonWriter &beginObject(std::string_view key = {});
    JsonWriter &endObject();
    JsonWriter &beginArray(std::string_view key = {});
    JsonWriter &endArray();

    JsonWriter &text(std::string_view key, std::string_view value);
    JsonWriter &number(std::string_view key, std::int64_t value);
    JsonWriter &real(std::string_view key, double value);
    JsonWriter &flag(std::string_view key, bool value);

    const std::string &result() const { return m_out; }

private:
    void prefix(std::string_view key);
    void quoted(std::string_view value);

    std::string m_out;
    bool m_first = true;
};

} // namespace tests
