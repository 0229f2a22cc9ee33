// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

namespace common
{

/// One line of RFC 4180 in UTF-8, with CR LF. What a spreadsheet would take for a formula gets an apostrophe
/// in front (trust.md A8).
QByteArray csvLine(const QStringList &cells);

} // namespace common
