// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

namespace common
{

/// In bytes of UTF-8: what a recorder calls a file at most; leaves room for a number, for ".cms" and for a
/// temporary name below the 255 of most file systems.
constexpr qsizetype kMaxSafeFileName = 200;

/// With its point, empty when there is none: ".mp3". What wraps another file is one ending together with that
/// file's: ".mp3.cms", ".tar.gz". At least one letter, at most 8 letters and digits of ASCII; what follows
/// another point ("2026.11.22") belongs to the name.
QString fileEndingOf(const QString &name);

/// A name that somebody else gave, as the name of a file in a folder of ours: no folder comes with it, it is
/// not hidden, no program takes it for an option, no shell for anything of its own between double quotes.
/// What is too long loses the end of its stem and keeps its ending. Nothing left of it: `otherwise`, as it
/// is.
QString safeFileName(const QString &wanted, const QString &otherwise);

/// "call (2).mp3.cms"
QString numberedFileName(const QString &name, int number);

/// `name`, or the first of its numbers from 2 on that is not taken.
QString freeFileName(const QString &name, const std::function<bool(const QString &)> &isTaken);

} // namespace common
