// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace recorder
{

/// Looks a name up. Empty = there is no such name.
QStringList addressesOf(const QString &host);
/// Whether somebody listens at one of the addresses, within 5 s: empty, or "refused", "timeout".
QString problemOfPort(const QStringList &addresses, quint16 port);

} // namespace recorder
