// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/hostaddresses.h"

#include "recorder/storage/storageerror.h"
#include "recorder/storage/waiting.h"

#include <array>
#include <cerrno>
#include <memory>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace recorder
{

using common::FileDescriptor;
using common::Result;

namespace
{

using Found = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

Found lookUp(const QByteArray &host, const QByteArray &port, int flags)
{
    addrinfo wanted = {};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = flags;
    addrinfo *list = nullptr;
    const int failed =
        ::getaddrinfo(host.constData(), port.isEmpty() ? nullptr : port.constData(), &wanted, &list);
    return Found(failed == 0 ? list : nullptr, &freeaddrinfo);
}

Result<FileDescriptor> connectToOne(const addrinfo &address, const Waiting &waiting)
{
    FileDescriptor fd(::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP));
    const auto failed = [](int error) { return storageError(causeOfErrno(error), qt_error_string(error)); };
    if (!fd) {
        return failed(errno);
    }
    const int on = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(fd.get(), address.ai_addr, address.ai_addrlen) == 0) {
        return fd;
    }
    if (errno != EINPROGRESS) {
        return failed(errno);
    }
    for (;;) {
        auto ready = waiting.ready(fd.get(), POLLOUT);
        if (!ready) {
            return common::propagate(ready);
        }
        if (*ready) {
            int error = 0;
            socklen_t size = sizeof error;
            ::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &size);
            return error == 0 ? Result<FileDescriptor>(std::move(fd)) : Result<FileDescriptor>(failed(error));
        }
    }
}

} // namespace

Result<QStringList> addressesOfHost(const StorageEnvironment &environment, const QString &host)
{
    if (environment.resolve) {
        auto allowed = environment.resolve(host);
        if (allowed && allowed->isEmpty()) {
            return storageError("name", host);
        }
        return allowed;
    }
    QStringList addresses;
    const Found list = lookUp(host.toUtf8(), {}, 0);
    for (const addrinfo *one = list.get(); one != nullptr; one = one->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        if (::getnameinfo(one->ai_addr, one->ai_addrlen, text.data(), text.size(), nullptr, 0,
                          NI_NUMERICHOST) == 0) {
            addresses.append(QString::fromLatin1(text.data()));
        }
    }
    addresses.removeDuplicates();
    if (addresses.isEmpty()) {
        return storageError("name", host);
    }
    return addresses;
}

Result<FileDescriptor> connectTo(const QStringList &addresses, quint16 port, const StoragePatience &patience)
{
    const Waiting waiting(patience, patience.connect);
    Result<FileDescriptor> outcome = storageError("name", QStringLiteral("no address"));
    for (const QString &address : addresses) {
        const Found one =
            lookUp(address.toLatin1(), QByteArray::number(port), AI_NUMERICHOST | AI_NUMERICSERV);
        if (!one) {
            continue;
        }
        outcome = connectToOne(*one, waiting);
        if (outcome || !waiting.check()) {
            return outcome;
        }
    }
    return outcome;
}

} // namespace recorder
