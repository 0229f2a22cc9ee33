// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/filenames.h"

#include <QStringList>

#include <algorithm>

namespace common
{

namespace
{

constexpr qsizetype kMaxEnding = 8;

/// Where the last ending of it begins; its size when there is none.
qsizetype endingAt(QStringView name)
{
    const qsizetype point = name.lastIndexOf(u'.');
    const QStringView ending = name.mid(point + 1);
    const auto isLetter = [](QChar c) { return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z'); };
    const bool good = point > 0 && ending.size() <= kMaxEnding &&
                      std::all_of(ending.begin(), ending.end(),
                                  [&isLetter](QChar c) { return isLetter(c) || (c >= u'0' && c <= u'9'); }) &&
                      std::any_of(ending.begin(), ending.end(), isLetter);
    return good ? point : name.size();
}

bool isSafe(QChar c)
{
    return c.isLetterOrNumber() || c.isMark() || QStringLiteral(" ._-+@()").contains(c);
}

} // namespace

QString fileEndingOf(const QString &name)
{
    static const QStringList wrapping{QStringLiteral(".cms"), QStringLiteral(".gz"), QStringLiteral(".sig")};
    qsizetype at = endingAt(name);
    if (wrapping.contains(name.mid(at), Qt::CaseInsensitive)) {
        at = endingAt(QStringView(name).left(at));
    }
    return name.mid(at);
}

QString safeFileName(const QString &wanted, const QString &otherwise)
{
    // The system's own separator only: with another one it is a letter like any that is not ours.
    QString name = wanted.section(u'/', -1);
    std::replace_if(
        name.begin(), name.end(), [](QChar c) { return !isSafe(c); }, QChar(u'_'));
    qsizetype from = 0;
    qsizetype to = name.size();
    while (from < to && QStringLiteral(". -").contains(name[from])) {
        ++from;
    }
    while (to > from && QStringLiteral(". ").contains(name[to - 1])) {
        --to;
    }
    name = name.mid(from, to - from);
    const QString ending = fileEndingOf(name);
    QString stem = name.chopped(ending.size()).left(kMaxSafeFileName);
    while (stem.toUtf8().size() + ending.size() > kMaxSafeFileName) {
        stem.chop(1);
    }
    name = stem + ending;
    return name.isEmpty() ? otherwise : name;
}

QString numberedFileName(const QString &name, int number)
{
    const QString ending = fileEndingOf(name);
    return QStringLiteral("%1 (%2)").arg(name.chopped(ending.size())).arg(number) + ending;
}

QString freeFileName(const QString &name, const std::function<bool(const QString &)> &isTaken)
{
    QString free = name;
    for (int number = 2; isTaken(free); ++number) {
        free = numberedFileName(name, number);
    }
    return free;
}

} // namespace common
