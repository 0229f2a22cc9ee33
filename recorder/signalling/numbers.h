// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <charconv>
#include <optional>

namespace recorder
{

/// The whole text as a decimal number without sign; nothing when it is none or out of range.
template <typename Number>
std::optional<Number> readNumber(QByteArrayView text, Number smallest, Number largest)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
    if (error != std::errc() || end != text.end() || text.startsWith('-') || value < smallest ||
        value > largest) {
        return {};
    }
    return value;
}

/// The digits at the start of a text, for values with rubbish behind them ("8000a").
template <typename Number>
std::optional<Number> readLeadingNumber(QByteArrayView text, Number smallest, Number largest)
{
    qsizetype digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
        ++digits;
    }
    return readNumber(text.first(digits), smallest, largest);
}

} // namespace recorder
