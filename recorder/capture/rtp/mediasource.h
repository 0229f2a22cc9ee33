// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

namespace recorder
{

/// Where a datagram came from. IPv4 is kept as its IPv4-mapped form (RFC 4291 section 2.5.5.2), so that one
/// comparison does for both families and for dual-stack sockets.
struct MediaSource {
    quint64 high = 0;
    quint64 low = 0;
    quint16 port = 0;

    bool sameHost(const MediaSource &other) const { return high == other.high && low == other.low; }
    bool operator==(const MediaSource &) const = default;

    static MediaSource from(const QHostAddress &address, quint16 port)
    {
        const Q_IPV6ADDR raw = address.toIPv6Address();
        return fromBytes(raw.c, port);
    }
    static MediaSource from(const sockaddr_storage &address)
    {
        if (address.ss_family == AF_INET) {
            sockaddr_in in{};
            std::memcpy(&in, &address, sizeof in);
            quint8 raw[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};
            std::memcpy(raw + 12, &in.sin_addr, 4);
            return fromBytes(raw, ntohs(in.sin_port));
        }
        sockaddr_in6 in6{};
        std::memcpy(&in6, &address, sizeof in6);
        return fromBytes(in6.sin6_addr.s6_addr, ntohs(in6.sin6_port));
    }

private:
    static MediaSource fromBytes(const quint8 *raw, quint16 port)
    {
        MediaSource source;
        std::memcpy(&source.high, raw, 8);
        std::memcpy(&source.low, raw + 8, 8);
        source.port = port;
        return source;
    }
};

} // namespace recorder
