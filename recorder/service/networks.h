// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace recorder
{

struct UserRights;

/// "192.0.2.0/24", "2001:db8::/32", or a single address.
bool isNetwork(const QString &text);
/// No networks = from anywhere. An address that cannot be read is in no network.
bool isAllowedFrom(const QStringList &networks, const QString &address);
/// Of an impersonation the networks of both.
bool isAllowedFrom(const UserRights &rights, const QString &address);

} // namespace recorder
