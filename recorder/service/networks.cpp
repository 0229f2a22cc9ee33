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

QHostAddress networkAddress(const QHostAddress &address, int prefix)
{
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        const quint32 mask = prefix == 0 ? 0 : ~quint32{0} << (32 - prefix);
        return QHostAddress(address.toIPv4Address() & mask);
    }
    Q_IPV6ADDR bytes = address.toIPv6Address();
    for (int i = 0; i < 16; ++i) {
        const int kept = std::clamp(prefix - 8 * i, 0, 8);
        bytes[i] = static_cast<quint8>(bytes[i] & (0xff00 >> kept));
    }
    return QHostAddress(bytes);
}

QString normalNetwork(const QString &text)
{
    const auto network = networkOf(text);
    if (!network) {
        return {};
    }
    const bool any = network->first == QHostAddress(QHostAddress::AnyIPv6); // Qt takes it for 0.0.0.0, too
    const QHostAddress plain = any ? network->first : plainAddress(network->first.toString());
    const bool mapped = plain.protocol() != network->first.protocol(); // ::ffff:192.0.2.0/120
    const int bits = mapped ? network->second - 96 : network->second;
    const int most = plain.protocol() == QAbstractSocket::IPv4Protocol ? 32 : 128;
    if (bits < 0) {
        return {};
    }
    if (bits == most) {
        return plain.toString();
    }
    return QStringLiteral("%1/%2").arg(networkAddress(plain, bits).toString()).arg(bits);
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
