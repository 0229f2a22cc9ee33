// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/model/numberrange.h"

#include <QRegularExpression>

#include <algorithm>

namespace common
{

namespace
{

constexpr qsizetype kLongest = 32;

/// The next number of the same length; false when it was the last one.
bool increase(QString &number)
{
    for (qsizetype i = number.size() - 1; i >= 0 && number[i].isDigit(); --i) {
        if (number[i] != QLatin1Char('9')) {
            number[i] = QChar(static_cast<char16_t>(number[i].unicode() + 1));
            return true;
        }
        number[i] = QLatin1Char('0');
    }
    return false;
}

/// The prefix with everything behind it the same digit: the first or the last number of that length.
QString filled(const QString &prefix, qsizetype length, char digit)
{
    return prefix + QString(length - prefix.size(), QLatin1Char(digit));
}

} // namespace

std::optional<NumberRange> NumberRange::parse(const QString &text)
{
    static const QRegularExpression kFormat(
        QStringLiteral("^\\s*(\\+?[0-9]+)\\s*(\\*|-\\s*(\\+?[0-9]+))?\\s*\\z"));
    const auto match = kFormat.match(text);
    if (!match.hasMatch()) {
        return std::nullopt;
    }
    NumberRange range;
    range.m_first = match.captured(1);
    range.m_prefix = match.captured(2) == QLatin1String("*");
    range.m_last = match.captured(3).isEmpty() ? range.m_first : match.captured(3);
    const bool same = range.m_first.size() == range.m_last.size() &&
                      range.m_first.startsWith(QLatin1Char('+')) == range.m_last.startsWith(QLatin1Char('+'));
    return same && range.m_first <= range.m_last && range.m_first.size() <= kLongest ? std::optional(range)
                                                                                     : std::nullopt;
}

bool NumberRange::contains(const QString &number) const
{
    if (m_prefix) {
        return number.startsWith(m_first);
    }
    // Of the same length the order of digits is the order of numbers; anything else between them is none.
    return number.size() == m_first.size() && number >= m_first && number <= m_last &&
           std::all_of(number.cbegin() + (number.startsWith(QLatin1Char('+')) ? 1 : 0), number.cend(),
                       [](QChar c) { return c >= QLatin1Char('0') && c <= QLatin1Char('9'); });
}

bool NumberRange::overlaps(const NumberRange &other) const
{
    if (m_prefix && other.m_prefix) {
        return m_first.startsWith(other.m_first) || other.m_first.startsWith(m_first);
    }
    if (other.m_prefix) {
        return other.overlaps(*this);
    }
    if (!m_prefix) {
        return m_first.size() == other.m_first.size() && m_first <= other.m_last && other.m_first <= m_last;
    }
    const qsizetype length = other.m_first.size();
    return m_first.size() <= length && filled(m_first, length, '0') <= other.m_last &&
           other.m_first <= filled(m_first, length, '9');
}

QString NumberRange::text() const
{
    if (m_prefix) {
        return m_first + QLatin1Char('*');
    }
    return m_first == m_last ? m_first : m_first + QLatin1Char('-') + m_last;
}

std::optional<QStringList> NumberRange::numbers(int most) const
{
    if (m_prefix) {
        return std::nullopt;
    }
    QStringList numbers{m_first};
    QString number = m_first;
    while (number != m_last) {
        if (numbers.size() >= most || !increase(number)) {
            return std::nullopt;
        }
        numbers.append(number);
    }
    return numbers;
}

bool looksLikeRange(const QString &text)
{
    static const QRegularExpression kFormat(QStringLiteral("^\\s*\\+?[0-9]+\\s*-\\s*\\+?[0-9]+\\s*\\z"));
    return kFormat.match(text).hasMatch();
}

} // namespace common
