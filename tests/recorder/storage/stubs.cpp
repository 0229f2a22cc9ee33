// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/storage/stubs.h"

#include <arpa/inet.h>
#include <array>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tests
{

namespace
{

sockaddr_in loopback(int port)
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<quint16>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

} // namespace

bool sendAll(int socket, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t n = ::send(socket, bytes.data(), static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL);
        if (n <= 0) {
            return false;
        }
        bytes = bytes.sliced(n);
    }
    return true;
}

common::FileDescriptor connectedTo(int port)
{
    common::FileDescriptor made(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(port);
    return ::connect(made.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0
               ? std::move(made)
               : common::FileDescriptor();
}

void StubServer::start(std::function<void(int)> serve, int receiveBuffer)
{
    m_listener = common::FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (receiveBuffer > 0 && ::setsockopt(m_listener.get(), SOL_SOCKET, SO_RCVBUF, &receiveBuffer,
                                          sizeof receiveBuffer) != 0) { // accepted ones inherit it
        qFatal("no buffer");
    }
    if (::bind(m_listener.get(), reinterpret_cast<sockaddr *>(&address), size) != 0 ||
        ::listen(m_listener.get(), 64) != 0 ||
        ::getsockname(m_listener.get(), reinterpret_cast<sockaddr *>(&address), &size) != 0) {
        qFatal("no listener");
    }
    m_port = ntohs(address.sin_port);
    m_accepting = std::jthread([this, serve = std::move(serve)] {
        for (;;) {
            const int socket = ::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC);
            if (socket < 0) {
                return;
            }
            ++m_accepted;
            m_sockets.with([socket](std::list<int> &all) { all.push_back(socket); });
            m_serving.emplace_back([this, serve, socket] {
                serve(socket);
                m_sockets.with([socket](std::list<int> &all) { all.remove(socket); });
                ::close(socket);
            });
        }
    });
}

void StubServer::dropAll() const
{
    const_cast<StubServer *>(this)->m_sockets.with([](std::list<int> &all) {
        for (const int socket : all) {
            ::shutdown(socket, SHUT_RDWR);
        }
    });
}

void StubServer::stop()
{
    ::shutdown(m_listener.get(), SHUT_RDWR);
    if (m_accepting.joinable()) {
        m_accepting.join();
    }
    dropAll();
    m_serving.clear();
}

BlackHole::BlackHole()
{
    m_server.start([](int socket) {
        std::array<char, 4096> buffer;
        while (::read(socket, buffer.data(), buffer.size()) > 0) {
        }
    });
}

Relay::Relay(int to, int receiveBuffer)
    : m_to(to)
{
    m_server.start([this](int socket) { pass(socket); }, receiveBuffer);
}

void Relay::pass(int socket)
{
    const common::FileDescriptor other = connectedTo(m_to);
    if (!other) {
        return;
    }
    std::array<qint64, 2> sent{0, 0}; // by the client, by the server
    qint64 taken = 0;                 // of the client, since ever
    std::array<char, 65536> buffer;
    std::array<pollfd, 2> both{pollfd{socket, POLLIN, 0}, pollfd{other.get(), POLLIN, 0}};
    while (::poll(both.data(), both.size(), -1) > 0) {
        for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
            if (both.at(i).revents == 0) {
                continue;
            }
            const auto piece = static_cast<std::size_t>(m_pieces.at(i).load());
            const ssize_t n = ::read(both.at(i).fd, buffer.data(), piece > 0 ? piece : buffer.size());
            const qint64 limit = i == 0 ? m_limit : m_answerLimit;
            sent.at(i) += n > 0 && limit >= 0 ? n : 0;
            if (n <= 0 || (limit >= 0 && sent.at(i) > limit) ||
                !sendAll(both.at(1 - i).fd, QByteArrayView(buffer.data(), n))) {
                return;
            }
            taken += i == 0 ? n : 0;
            m_taken += i == 0 ? n : 0;
            if (m_halt >= 0 && taken >= m_halt) {
                both[0].events = 0; // its end is told still
            }
            if (piece > 0) {
                std::this_thread::sleep_for(std::chrono::milliseconds(100));
            }
        }
    }
}

HttpStub::HttpStub(std::function<QByteArray(const Request &)> answer)
    : m_answer(std::move(answer))
{
    m_server.start([this](int socket) { serve(socket); });
}

QList<HttpStub::Request> HttpStub::requests() const
{
    return m_requests.with([](QList<Request> &all) { return all; });
}

QByteArray HttpStub::answer(int status, const QByteArray &headers, const QByteArray &body, qint64 length)
{
    return "HTTP/1.1 " + QByteArray::number(status) +
           " Said\r\nContent-Length: " + QByteArray::number(length < 0 ? body.size() : length) + "\r\n" +
           headers + "\r\n" + body;
}

void HttpStub::serve(int socket)
{
    QByteArray input;
    std::array<char, 65536> buffer;
    const auto more = [&] {
        const ssize_t n = ::read(socket, buffer.data(), buffer.size());
        if (n > 0) {
            input.append(buffer.data(), n);
        }
        return n > 0;
    };
    for (;;) {
        qsizetype end = -1;
        while ((end = input.indexOf("\r\n\r\n")) < 0) {
            if (!more()) {
                return;
            }
        }
        Request request;
        const QByteArrayList lines = input.left(end).split('\n');
        const QByteArrayList first = lines.first().trimmed().split(' ');
        request.method = first.value(0);
        request.path = first.value(1);
        for (const QByteArray &line : lines.mid(1)) {
            const qsizetype colon = line.indexOf(':');
            request.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
        }
        input.remove(0, end + 4);
        if (request.headers.value("expect") == "100-continue" &&
            !sendAll(socket, "HTTP/1.1 100 Continue\r\n\r\n")) {
            return;
        }
        const qsizetype length = request.headers.value("content-length").toLongLong();
        while (input.size() < length) {
            if (!more()) {
                return;
            }
        }
        request.body = input.left(length);
        input.remove(0, length);
        m_requests.with([&request](QList<Request> &all) { all.append(request); });
        const QByteArray said = m_answer(request);
        if (said.isEmpty() || !sendAll(socket, said)) {
            return; // nothing said: the connection ends
        }
    }
}

} // namespace tests
