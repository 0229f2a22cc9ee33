// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/storage/relays.h"

#include <poll.h>
#include <unistd.h>

namespace tests
{

namespace
{

/// What comes from either end, until one of them ends or `take` has enough; 0 = the client's, 1 = the
/// server's.
void pump(int client, int server, const std::function<bool(std::size_t from, QByteArrayView)> &take)
{
    std::array<char, 65536> buffer;
    std::array<pollfd, 2> both{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    while (::poll(both.data(), both.size(), -1) > 0) {
        for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
            if (both.at(i).revents == 0) {
                continue;
            }
            const ssize_t n = ::read(both.at(i).fd, buffer.data(), buffer.size());
            if (n <= 0 || !take(i, QByteArrayView(buffer.data(), n))) {
                return;
            }
        }
    }
}

} // namespace

FtpRelay::FtpRelay(int to)
    : m_to(to)
{
    m_control.start([this](int socket) { serve(socket); });
}

/// The answer to EPSV leads here; empty = this one is lost. Each to a port of its own: a connection that was
/// given up before may be looked at only when the next one is asked for.
QByteArray FtpRelay::passedOn(const QByteArray &line)
{
    if (m_lost != 0 && line.left(3).toInt() == m_lost) {
        return {};
    }
    const qsizetype begin = line.indexOf("(|||");
    if (!line.startsWith("229") || begin < 0) {
        return line;
    }
    const qsizetype end = line.indexOf('|', begin + 4);
    const int to = line.mid(begin + 4, end - begin - 4).toInt();
    auto data = std::make_unique<StubServer>();
    data->start([this, to](int socket) { passData(socket, to); });
    const int port = data->port();
    m_data.with([&data](auto &all) { all.push_back(std::move(data)); });
    return line.left(begin + 4) + QByteArray::number(port) + line.mid(end);
}

void FtpRelay::serve(int socket)
{
    const common::FileDescriptor server = connectedTo(m_to);
    if (!server) {
        return;
    }
    QByteArray said;
    pump(socket, server.get(), [&](std::size_t from, QByteArrayView bytes) {
        if (from == 0) {
            return sendAll(server.get(), bytes);
        }
        said.append(bytes);
        for (qsizetype end = said.indexOf('\n'); end >= 0; end = said.indexOf('\n')) {
            const QByteArray line = passedOn(said.left(end + 1));
            said.remove(0, end + 1);
            if (line.isEmpty() || !sendAll(socket, line)) {
                return false;
            }
        }
        return true;
    });
}

void FtpRelay::passData(int socket, int to) const
{
    const common::FileDescriptor server = connectedTo(to);
    if (!server) {
        return;
    }
    std::array<qint64, 2> passed{0, 0};
    pump(socket, server.get(), [&](std::size_t from, QByteArrayView bytes) {
        const qint64 limit = m_limits.at(from);
        passed.at(from) += bytes.size();
        return (limit < 0 || passed.at(from) <= limit) && sendAll(from == 0 ? server.get() : socket, bytes);
    });
}

TunnelProxy::TunnelProxy(QByteArray login, int to)
    : m_login("proxy-authorization: basic " + login.toBase64())
    , m_to(to)
{
    m_server.start([this](int socket) { serve(socket); });
}

QByteArrayList TunnelProxy::asked() const
{
    return m_asked.with([](QByteArrayList &all) { return all; });
}

QByteArray TunnelProxy::seen() const
{
    return m_seen.with([](QByteArray &all) { return all; });
}

void TunnelProxy::serve(int socket)
{
    QByteArray head;
    std::array<char, 4096> buffer;
    while (!head.contains("\r\n\r\n")) {
        const ssize_t n = ::read(socket, buffer.data(), buffer.size());
        if (n <= 0) {
            return;
        }
        head.append(buffer.data(), n);
    }
    const QByteArrayList lines = head.split('\n');
    m_asked.with([&lines](QByteArrayList &all) { all.append(lines.first().trimmed()); });
    const bool known = std::any_of(lines.cbegin(), lines.cend(), [this](const QByteArray &line) {
        // The name of the scheme has no case, the login has.
        constexpr qsizetype kName = 27; // "proxy-authorization: basic "
        return line.left(kName).toLower() + line.mid(kName).trimmed() == m_login;
    });
    if (!known || !lines.first().startsWith("CONNECT ")) {
        sendAll(socket, "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"p\"\r\n"
                        "Content-Length: 0\r\nConnection: close\r\n\r\n");
        return;
    }
    const common::FileDescriptor server = connectedTo(m_to);
    if (!server || !sendAll(socket, "HTTP/1.1 200 Go on\r\n\r\n")) {
        return;
    }
    pump(socket, server.get(), [&](std::size_t from, QByteArrayView bytes) {
        if (from == 0) {
            m_seen.with([&bytes](QByteArray &all) { all.append(bytes); });
        }
        return sendAll(from == 0 ? server.get() : socket, bytes);
    });
}

} // namespace tests
