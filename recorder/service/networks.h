// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>
#include <QString>
#include <QStringList>

namespace recorder
{

struct UserRights;

/// "192.0.2.0/24", "2001:db8::/32", or a single address.
bool isNetwork(const QString &text);
/// The same network always in the same words: "192.0.2.7/24" -> "192.0.2.0/24", a single address without its
/// prefix, IPv4 mapped into IPv6 as IPv4. Empty for what is none.
QString normalNetwork(const QString &text);
/// The address with its host bits cleared; of its own protocol.
QHostAddress networkAddress(const QHostAddress &address, int prefix);
/// No networks = from anywhere. An address that cannot be read is in no network.
bool isAllowedFrom(const QStringList &networks, const QString &address);
/// Of an impersonation the networks of both.
bool isAllowedFrom(const UserRights &rights, const QString &address);

} // namespace recorder
