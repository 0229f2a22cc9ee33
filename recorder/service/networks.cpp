// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/networks.h"

#include "recorder/store/accessrecords.h"

#include <QHostAddress>

#include <algorithm>

namespace recorder
{

namespace
{

/// Null for what is none: QHostAddress::parseSubnet alone would take "10." and masks too.
std::optional<QPair<QHostAddress, int>> networkOf(const QString &text)
{
    const QStringList parts = text.split(QLatin1Char('/'));
    QHostAddress address;
    if (parts.size() > 2 || parts.first().contains(QLatin1Char('%')) || !address.setAddress(parts.first()) ||
        (address.protocol() == QAbstractSocket::IPv4Protocol && parts.first().count(QLatin1Char('.')) != 3)) {
        return std::nullopt;
    }
    const int most = address.protocol() == QAbstractSocket::IPv4Protocol ? 32 : 128;
    bool isNumber = parts.size() == 1;
    const int bits = isNumber ? most : parts.last().toInt(&isNumber);
    if (!isNumber || bits < 0 || bits > most) {
        return std::nullopt;
    }
    return QPair(address, bits);
}

/// A dual-stack listener writes IPv4 peers as ::ffff:192.0.2.1.
QHostAddress plainAddress(const QString &text)
{
    const QHostAddress address(text);
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4);
    return isV4 ? QHostAddress(v4) : address;
}

} // namespace

bool isNetwork(const QString &text)
{
    return networkOf(text).has_value();
}

bool isAllowedFrom(const QStringList &networks, const QString &address)
{
    if (networks.isEmpty()) {
        return true;
    }
    const QHostAddress peer = plainAddress(address);
    return !peer.isNull() && std::any_of(networks.begin(), networks.end(), [&peer](const QString &text) {
        const auto network = networkOf(text);
        return network && peer.isInSubnet(network->first, network->second);
    });
}

bool isAllowedFrom(const UserRights &rights, const QString &address)
{
    return isAllowedFrom(rights.networks, address) &&
           (!rights.impersonator || isAllowedFrom(rights.impersonator->networks, address));
}

} // namespace recorder
