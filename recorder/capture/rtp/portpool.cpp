// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/rtp/portpool.h"

#include <QRandomGenerator>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace recorder
{

using common::ErrorCode;
using common::fail;

namespace
{

constexpr int kControlBuffer = 64 * 1024; // RTCP comes every few seconds

bool setOption(int fd, int level, int option, int value)
{
    return ::setsockopt(fd, level, option, &value, sizeof value) == 0;
}

void setOptions(int fd, int receiveBuffer)
{
    // The forced size needs CAP_NET_ADMIN, the plain one is cut to net.core.rmem_max.
    if (!setOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, receiveBuffer)) {
        setOption(fd, SOL_SOCKET, SO_RCVBUF, receiveBuffer);
    }
    setOption(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
    setOption(fd, SOL_SOCKET, SO_RXQ_OVFL, 1);
}

bool bindTo(int fd, const QHostAddress &address, quint16 port)
{
    sockaddr_storage storage{};
    socklen_t length = 0;
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        sockaddr_in in{};
        in.sin_family = AF_INET;
        in.sin_port = htons(port);
        in.sin_addr.s_addr = htonl(address.toIPv4Address());
        length = sizeof in;
        std::memcpy(&storage, &in, sizeof in);
    } else {
        sockaddr_in6 in6{};
        in6.sin6_family = AF_INET6;
        in6.sin6_port = htons(port);
        const Q_IPV6ADDR raw =
            address == QHostAddress(QHostAddress::Any) ? Q_IPV6ADDR{} : address.toIPv6Address();
        std::memcpy(&in6.sin6_addr, raw.c, sizeof raw.c);
        in6.sin6_scope_id = address.scopeId().toUInt();
        length = sizeof in6;
        std::memcpy(&storage, &in6, sizeof in6);
        setOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, address == QHostAddress(QHostAddress::Any) ? 0 : 1);
    }
    return ::bind(fd, reinterpret_cast<const sockaddr *>(&storage), length) == 0;
}

} // namespace

PortPool::Range::Range(const PortRange &ports)
    : first(static_cast<quint16>((ports.first + 1) & ~1))
    , pairs(ports.last > first ? static_cast<std::size_t>(ports.last - first + 1) / 2 : 0)
{
}

PortPool::PortPool(const MediaOptions &options)
    : m_address(options.listenAddress)
    , m_receiveBuffer(options.receiveBuffer)
    , m_coolDownNs(std::chrono::nanoseconds(options.portCoolDown).count())
    , m_siprec(options.siprecPorts)
    , m_cisco(options.ciscoPorts)
{
}

common::Result<int> PortPool::bindSocket(quint16 port, int receiveBuffer) const
{
    const bool v4 = m_address.protocol() == QAbstractSocket::IPv4Protocol;
    const int fd = ::socket(v4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("no socket: %1").arg(QString::fromLocal8Bit(std::strerror(errno))));
    }
    setOptions(fd, receiveBuffer);
    if (!bindTo(fd, m_address, port)) {
        const QString why = QString::fromLocal8Bit(std::strerror(errno));
        ::close(fd);
        return fail(ErrorCode::Unavailable, QStringLiteral("port %1: %2").arg(port).arg(why));
    }
    return fd;
}

common::Result<MediaPort> PortPool::tryPair(Range &range, std::size_t pair, qint64 nowNs)
{
    std::atomic<qint64> &cell = range.pairs[pair];
    qint64 state = cell.load(std::memory_order_acquire);
    const auto port = static_cast<quint16>(range.first + 2 * pair);
    if (state == kTaken || state > nowNs) {
        return fail(ErrorCode::Unavailable, QStringLiteral("port %1 is in use or cooling down").arg(port));
    }
    auto rtp = bindSocket(port, m_receiveBuffer);
    if (!rtp) {
        return propagate(rtp);
    }
    auto rtcp = bindSocket(static_cast<quint16>(port + 1), kControlBuffer);
    if (!rtcp) {
        ::close(*rtp);
        return propagate(rtcp);
    }
    cell.store(kTaken, std::memory_order_release);
    return MediaPort{*rtp, *rtcp, port};
}

common::Result<MediaPort> PortPool::reserve(SipProfile profile, std::optional<quint16> wanted, qint64 nowNs)
{
    Range &range = profile == SipProfile::Siprec ? m_siprec : m_cisco;
    const std::size_t count = range.pairs.size();
    if (wanted) {
        const std::size_t pair = static_cast<std::size_t>(*wanted - range.first) / 2;
        if (*wanted < range.first || *wanted % 2 != 0 || pair >= count) {
            return fail(ErrorCode::Unavailable, QStringLiteral("port %1 is not in the range").arg(*wanted));
        }
        return tryPair(range, pair, nowNs);
    }
    const std::size_t start =
        count == 0 ? 0 : QRandomGenerator::system()->bounded(static_cast<quint32>(count));
    for (std::size_t i = 0; i < count; ++i) {
        // A pair that some other program holds is passed over.
        if (auto port = tryPair(range, (start + i) % count, nowNs)) {
            return port;
        }
    }
    return fail(ErrorCode::Unavailable, QStringLiteral("no media port is free"));
}

void PortPool::giveBack(const MediaPort &port, qint64 nowNs)
{
    for (const int fd : {port.rtpSocket, port.rtcpSocket}) {
        if (fd >= 0) {
            ::close(fd);
        }
    }
    for (Range *range : {&m_siprec, &m_cisco}) {
        const std::size_t pair = static_cast<std::size_t>(port.port - range->first) / 2;
        if (port.port >= range->first && pair < range->pairs.size()) {
            range->pairs[pair].store(nowNs + m_coolDownNs, std::memory_order_release);
        }
    }
}

int PortPool::inUse() const
{
    int taken = 0;
    for (const Range *range : {&m_siprec, &m_cisco}) {
        taken +=
            static_cast<int>(std::count_if(range->pairs.begin(), range->pairs.end(), [](const auto &cell) {
                return cell.load(std::memory_order_relaxed) == kTaken;
            }));
    }
    return taken;
}

} // namespace recorder
