// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/directory/tcpprobe.h"

#include "recorder/directory/ldapsession.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>

namespace recorder
{

namespace
{

struct FreeAddresses {
    void operator()(addrinfo *list) const { ::freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses lookUp(const QString &host, const QByteArray &port, int flags)
{
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags;
    addrinfo *list = nullptr;
    const bool found = ::getaddrinfo(host.toUtf8().constData(), port.isEmpty() ? nullptr : port.constData(),
                                     &hints, &list) == 0;
    return Addresses(found ? list : nullptr);
}

QString problemOf(const addrinfo &address)
{
    const int fd = ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return QStringLiteral("refused");
    }
    QString problem;
    if (::connect(fd, address.ai_addr, address.ai_addrlen) != 0) {
        pollfd wait{fd, POLLOUT, 0};
        const auto patience = std::chrono::milliseconds(LdapSession::kConnectTimeout).count();
        int error = 0;
        socklen_t size = sizeof error;
        if (errno != EINPROGRESS) {
            problem = QStringLiteral("refused");
        } else if (::poll(&wait, 1, static_cast<int>(patience)) == 0) {
            problem = QStringLiteral("timeout");
        } else if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0) {
            problem = error == ETIMEDOUT ? QStringLiteral("timeout") : QStringLiteral("refused");
        }
    }
    ::close(fd);
    return problem;
}

} // namespace

QStringList addressesOf(const QString &host)
{
    QStringList addresses;
    const Addresses found = lookUp(host, {}, 0);
    for (const addrinfo *address = found.get(); address != nullptr; address = address->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        if (::getnameinfo(address->ai_addr, address->ai_addrlen, text.data(), text.size(), nullptr, 0,
                          NI_NUMERICHOST) == 0) {
            addresses.append(QString::fromLatin1(text.data()));
        }
    }
    addresses.removeDuplicates();
    return addresses;
}

QString problemOfPort(const QStringList &addresses, quint16 port)
{
    QString problem = QStringLiteral("refused");
    for (const QString &text : addresses) {
        const Addresses found = lookUp(text, QByteArray::number(port), AI_NUMERICHOST | AI_NUMERICSERV);
        problem = found ? problemOf(*found) : QStringLiteral("refused");
        if (problem.isEmpty()) {
            break;
        }
    }
    return problem;
}

} // namespace recorder
