// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace common
{

/// Numbers that belong together: "2000-2999" (both ends of the same length, ascending), "+49301234*"
/// (everything that begins so) or one number, "201". Digits, a plus in front; at most 32 characters each.
class NumberRange
{
public:
    /// Nothing for a text that is none of these; blanks around and beside the dash do not matter.
    static std::optional<NumberRange> parse(const QString &text);

    bool contains(const QString &number) const;
    bool overlaps(const NumberRange &other) const;
    /// As it is kept: without blanks.
    QString text() const;
    /// Every number of it, in order; nothing when there are more than `most`, or no end.
    std::optional<QStringList> numbers(int most) const;
    bool isPrefix() const { return m_prefix; }

    bool operator==(const NumberRange &) const = default;

private:
    QString m_first;
    QString m_last;
    bool m_prefix = false; ///< m_first and what follows
};

/// Whether the text is meant as a range of two numbers: digits on both sides of one dash.
bool looksLikeRange(const QString &text);

} // namespace common
