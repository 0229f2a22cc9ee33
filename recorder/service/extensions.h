// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace recorder
{

/// What a user's extension may look like in the phone system's words, best first: the number, the same
/// without its plus, the user part of the address of record; in foldedNumber() form.
QStringList extensionCandidates(const QString &number, const QString &aor);

} // namespace recorder
