// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/net/outgoingrule.h"

#include <QNetworkInterface>

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

namespace recorder
{

using common::ErrorCode;
using common::FileDescriptor;
using common::Result;

namespace
{

struct Span {
    const char *network;
    AddressClass kind;
};

// The registries of special addresses (RFC 6890 and what came after it). The first that fits counts.
constexpr std::array kSpans4{
    Span{"0.0.0.0/8", AddressClass::Loopback}, // Linux takes 0.0.0.0 for this host
    Span{"10.0.0.0/8", AddressClass::Private},     Span{"100.64.0.0/10", AddressClass::Private},
    Span{"127.0.0.0/8", AddressClass::Loopback},   Span{"169.254.0.0/16", AddressClass::LinkLocal},
    Span{"172.16.0.0/12", AddressClass::Private},  Span{"192.0.0.0/24", AddressClass::Private},
    Span{"192.0.2.0/24", AddressClass::Private},   Span{"192.168.0.0/16", AddressClass::Private},
    Span{"198.18.0.0/15", AddressClass::Private},  Span{"198.51.100.0/24", AddressClass::Private},
    Span{"203.0.113.0/24", AddressClass::Private}, Span{"224.0.0.0/3", AddressClass::Unusable},
};
constexpr std::array kSpans6{
    Span{"::1/128", AddressClass::Loopback},      Span{"::/128", AddressClass::Loopback},
    Span{"::/96", AddressClass::Unusable},        Span{"64:ff9b:1::/48", AddressClass::Private},
    Span{"100::/64", AddressClass::Unusable},     Span{"2001::/23", AddressClass::Private},
    Span{"2001:db8::/32", AddressClass::Private}, Span{"3fff::/20", AddressClass::Private},
    Span{"fc00::/7", AddressClass::Private},      Span{"fe80::/10", AddressClass::LinkLocal},
    Span{"fec0::/10", AddressClass::Private},     Span{"ff00::/8", AddressClass::Unusable},
};

template <std::size_t N>
AddressClass firstOf(const std::array<Span, N> &spans, const QHostAddress &address)
{
    const auto found = std::find_if(spans.begin(), spans.end(), [&address](const Span &span) {
        return address.isInSubnet(QHostAddress::parseSubnet(QLatin1String(span.network)));
    });
    return found == spans.end() ? AddressClass::Public : found->kind;
}

/// Without a zone; IPv4 out of whatever carries it.
QHostAddress plain(const QHostAddress &address)
{
    if (address.protocol() != QAbstractSocket::IPv6Protocol) {
        return address;
    }
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    const auto v4At = [&bytes](int first) {
        quint32 value = 0;
        for (int i = first; i < first + 4; ++i) {
            value = value << 8 | bytes[i];
        }
        return QHostAddress(value);
    };
    const QHostAddress bare(bytes);
    static const auto kMapped = QHostAddress::parseSubnet(QStringLiteral("::ffff:0:0/96"));
    static const auto kNat64 = QHostAddress::parseSubnet(QStringLiteral("64:ff9b::/96"));
    static const auto k6to4 = QHostAddress::parseSubnet(QStringLiteral("2002::/16"));
    return bare.isInSubnet(kMapped) || bare.isInSubnet(kNat64) ? v4At(12)
           : bare.isInSubnet(k6to4)                            ? v4At(2)
                                                               : bare;
}

/// One of this host's interfaces has it: what listens on all of them listens there.
bool isOwn(const QHostAddress &address)
{
    const QList<QHostAddress> own = QNetworkInterface::allAddresses();
    return std::any_of(own.begin(), own.end(),
                       [&address](const QHostAddress &one) { return plain(one) == address; });
}

tl::unexpected<common::Error> failed(const QString &message, const char *cause)
{
    return common::fail(ErrorCode::Unavailable, message, {{QStringLiteral("cause"), QLatin1String(cause)}});
}

QList<QHostAddress> lookUp(const QString &host)
{
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *list = nullptr;
    QList<QHostAddress> addresses;
    if (::getaddrinfo(host.toUtf8().constData(), nullptr, &hints, &list) == 0) {
        const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, &::freeaddrinfo);
        for (const addrinfo *one = list; one != nullptr; one = one->ai_next) {
            if (const QHostAddress address(one->ai_addr); !addresses.contains(address)) {
                addresses.append(address);
            }
        }
    }
    return addresses;
}

/// A signal meanwhile neither ends the wait nor makes it longer.
bool becomesWritable(const FileDescriptor &socket, std::chrono::milliseconds limit)
{
    const auto end = std::chrono::steady_clock::now() + limit;
    pollfd wait{socket.get(), POLLOUT, 0};
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        const int ready = ::poll(&wait, 1, static_cast<int>(std::max<qint64>(0, left.count())));
        if (ready >= 0 || errno != EINTR) {
            return ready == 1;
        }
    }
}

/// Empty = connected.
const char *problemOf(const FileDescriptor &socket, const QHostAddress &address, quint16 port,
                      std::chrono::milliseconds limit)
{
    sockaddr_storage storage{};
    socklen_t size = 0;
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        auto &v4 = reinterpret_cast<sockaddr_in &>(storage);
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        v4.sin_addr.s_addr = htonl(address.toIPv4Address());
        size = sizeof v4;
    } else {
        auto &v6 = reinterpret_cast<sockaddr_in6 &>(storage);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        std::copy(std::begin(bytes.c), std::end(bytes.c), std::begin(v6.sin6_addr.s6_addr));
        v6.sin6_scope_id = address.scopeId().toUInt();
        size = sizeof v6;
    }
    if (::connect(socket.get(), reinterpret_cast<const sockaddr *>(&storage), size) == 0) {
        return "";
    }
    if (errno != EINPROGRESS) {
        return "refused";
    }
    if (!becomesWritable(socket, limit)) {
        return "timeout";
    }
    int error = 0;
    socklen_t length = sizeof error;
    if (::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &length) != 0 || error != 0) {
        return error == ETIMEDOUT ? "timeout" : "refused";
    }
    return "";
}

} // namespace

AddressClass addressClassOf(const QHostAddress &address)
{
    const QHostAddress bare = plain(address);
    if (bare.protocol() == QAbstractSocket::IPv4Protocol) {
        return firstOf(kSpans4, bare);
    }
    return bare.protocol() == QAbstractSocket::IPv6Protocol ? firstOf(kSpans6, bare) : AddressClass::Unusable;
}

OutgoingRule::OutgoingRule(const QStringList &networks)
{
    for (const QString &network : networks) {
        if (const auto span = QHostAddress::parseSubnet(network); !span.first.isNull()) {
            m_networks.append(span);
        }
    }
}

bool OutgoingRule::allows(const QHostAddress &address, Target target) const
{
    const QHostAddress bare = plain(address);
    const AddressClass kind = addressClassOf(bare);
    if (kind == AddressClass::Unusable) {
        return false;
    }
    if (std::any_of(m_networks.begin(), m_networks.end(),
                    [&bare](const auto &network) { return bare.isInSubnet(network); })) {
        return true;
    }
    return target == Target::OfSystem ? kind != AddressClass::LinkLocal
                                      : kind == AddressClass::Public && !isOwn(bare);
}

bool OutgoingRule::allows(const sockaddr &address, Target target) const
{
    return allows(QHostAddress(&address), target);
}

Result<QList<QHostAddress>> OutgoingRule::resolve(const QString &host, Target target) const
{
    QList<QHostAddress> addresses = lookUp(host);
    if (addresses.isEmpty()) {
        return failed(QStringLiteral("no address is known for '%1'").arg(host), "name");
    }
    addresses.removeIf([this, target](const QHostAddress &one) { return !allows(one, target); });
    if (addresses.isEmpty()) {
        return failed(QStringLiteral("'%1' is where servers of a tenant may not be").arg(host), "forbidden");
    }
    return addresses;
}

Result<FileDescriptor> OutgoingRule::connectTo(const QList<QHostAddress> &addresses, quint16 port,
                                               std::chrono::milliseconds limit)
{
    const char *problem = "refused";
    for (const QHostAddress &address : addresses) {
        const int family = address.protocol() == QAbstractSocket::IPv4Protocol ? AF_INET : AF_INET6;
        FileDescriptor socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        problem = socket ? problemOf(socket, address, port, limit) : "refused";
        if (*problem == '\0') {
            const int flags = ::fcntl(socket.get(), F_GETFL);
            if (flags >= 0 && ::fcntl(socket.get(), F_SETFL, flags & ~O_NONBLOCK) == 0) {
                return socket;
            }
            problem = "refused";
        }
    }
    return failed(QStringLiteral("no connection to port %1").arg(port), problem);
}

} // namespace recorder
