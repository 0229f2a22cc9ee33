// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/syslogreceiver.h"

#include <QFile>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace tests
{

namespace
{

constexpr int kPoll = 20;

bool readable(int socket)
{
    pollfd request{socket, POLLIN, 0};
    return ::poll(&request, 1, kPoll) > 0;
}

int bindLocal(const QString &path)
{
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const QByteArray name = QFile::encodeName(path);
    std::copy(name.begin(), name.end(), address.sun_path);
    ::unlink(name.constData());
    return ::bind(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0 ? fd : -1;
}

int bindInternet(int type, quint16 &port)
{
    const int fd = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    socklen_t size = sizeof address;
    auto *plain = reinterpret_cast<sockaddr *>(&address);
    if (::bind(fd, plain, size) != 0 || (type == SOCK_STREAM && ::listen(fd, 5) != 0) ||
        ::getsockname(fd, plain, &size) != 0) {
        ::close(fd);
        return -1;
    }
    port = ntohs(address.sin_port);
    return fd;
}

} // namespace

SyslogReceiver::SyslogReceiver(const QString &transport, const QString &path, quint16 port)
    : m_path(path)
    , m_port(port)
{
    if (transport == QLatin1String("tcp")) {
        m_socket = bindInternet(SOCK_STREAM, m_port);
        m_thread = std::thread([this] { receiveFrames(m_socket); });
    } else {
        m_socket = path.isEmpty() ? bindInternet(SOCK_DGRAM, m_port) : bindLocal(path);
        m_thread = std::thread([this] { receiveDatagrams(m_socket); });
    }
}

SyslogReceiver::~SyslogReceiver()
{
    m_stop = true;
    m_thread.join();
    ::close(m_socket);
}

QList<QByteArray> SyslogReceiver::messages() const
{
    return m_messages.with([](const QList<QByteArray> &messages) { return messages; });
}

void SyslogReceiver::keep(const QByteArray &message)
{
    m_messages.with([&message](QList<QByteArray> &messages) { messages.append(message); });
}

void SyslogReceiver::receiveDatagrams(int socket)
{
    std::array<char, 65536> buffer{};
    while (!m_stop) {
        if (readable(socket)) {
            const ssize_t size = ::recv(socket, buffer.data(), buffer.size(), 0);
            keep(QByteArray(buffer.data(), static_cast<qsizetype>(size)));
        }
    }
}

/// False: what came is no octet-counted frame.
bool SyslogReceiver::takeFrames(QByteArray &buffer)
{
    for (;;) {
        const qsizetype blank = buffer.indexOf(' ');
        if (blank < 0) {
            return buffer.size() < 10;
        }
        bool isNumber = false;
        const qsizetype size = buffer.left(blank).toLongLong(&isNumber);
        if (!isNumber) {
            return false;
        }
        if (buffer.size() < blank + 1 + size) {
            return true;
        }
        keep(buffer.mid(blank + 1, size));
        buffer.remove(0, blank + 1 + size);
    }
}

void SyslogReceiver::receiveFrames(int listener)
{
    std::array<char, 4096> chunk{};
    while (!m_stop) {
        if (!readable(listener)) {
            continue;
        }
        const int connection = ::accept(listener, nullptr, nullptr);
        QByteArray buffer;
        bool good = true;
        qsizetype taken = 0;
        while (!m_stop && good) {
            if (!readable(connection)) {
                continue;
            }
            const ssize_t size = ::recv(connection, chunk.data(), chunk.size(), 0);
            taken += size;
            buffer.append(chunk.data(), std::max<qsizetype>(0, size));
            good = size > 0 && takeFrames(buffer) && (m_dieAfter < 0 || taken < m_dieAfter);
        }
        // What still is on its way is answered with a reset.
        const linger hard{1, 0};
        ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        ::close(connection);
    }
}

} // namespace tests
