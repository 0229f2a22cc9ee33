// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/siptransport.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace tests
{

namespace
{
constexpr int kPatienceMs = 5000;

bool waitFor(int fd, short events)
{
    pollfd entry{fd, events, 0};
    return poll(&entry, 1, kPatienceMs) > 0;
}
} // namespace

const char *keyOf(Transport transport)
{
    switch (transport) {
    case Transport::Udp: return "UDP";
    case Transport::Tcp: return "TCP";
    case Transport::Tls: return "TLS";
    }
    return "";
}

SipTransport::SipTransport(Transport kind, sockaddr_in peer, TlsFiles files)
    : m_kind(kind)
    , m_peer(peer)
    , m_files(std::move(files))
{
}

SipTransport::~SipTransport()
{
    shut();
    SSL_CTX_free(m_context);
}

void SipTransport::shut()
{
    if (m_tls != nullptr) {
        SSL_free(m_tls);
        m_tls = nullptr;
    }
    if (m_fd >= 0) {
        close(m_fd);
        m_fd = -1;
    }
    m_framer = {};
}

bool SipTransport::open(std::string &why)
{
    const int type = m_kind == Transport::Udp ? SOCK_DGRAM : SOCK_STREAM;
    m_fd = socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (m_fd < 0) {
        why = std::strerror(errno);
        return false;
    }
    if (m_kind == Transport::Udp) {
        const int buffer = 4 << 20;
        setsockopt(m_fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
        setsockopt(m_fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
    }
    if (!connectStream(why) || (m_kind == Transport::Tls && !startTls(why))) {
        shut();
        return false;
    }
    sockaddr_in local{};
    socklen_t size = sizeof local;
    getsockname(m_fd, reinterpret_cast<sockaddr *>(&local), &size);
    std::array<char, INET_ADDRSTRLEN> text{};
    m_localAddress = inet_ntop(AF_INET, &local.sin_addr, text.data(), text.size());
    m_localPort = ntohs(local.sin_port);
    return true;
}

bool SipTransport::connectStream(std::string &why)
{
    int fault = 0;
    if (connect(m_fd, reinterpret_cast<const sockaddr *>(&m_peer), sizeof m_peer) != 0) {
        fault = errno;
        if (fault == EINPROGRESS && waitFor(m_fd, POLLOUT)) {
            socklen_t size = sizeof fault;
            getsockopt(m_fd, SOL_SOCKET, SO_ERROR, &fault, &size);
        }
    }
    if (fault != 0) {
        why = std::string("cannot connect: ") + std::strerror(fault);
        return false;
    }
    const int on = 1;
    if (m_kind != Transport::Udp) {
        setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    return true;
}

bool SipTransport::startTls(std::string &why)
{
    why = "TLS handshake failed";
    if (m_context == nullptr) {
        m_context = SSL_CTX_new(TLS_client_method());
        if (!m_files.authority.empty()) {
            SSL_CTX_set_verify(m_context, SSL_VERIFY_PEER, nullptr);
            if (SSL_CTX_load_verify_locations(m_context, m_files.authority.c_str(), nullptr) != 1) {
                why = "cannot read " + m_files.authority;
                return false;
            }
        }
        if (!m_files.certificate.empty() &&
            (SSL_CTX_use_certificate_chain_file(m_context, m_files.certificate.c_str()) != 1 ||
             SSL_CTX_use_PrivateKey_file(m_context, m_files.key.c_str(), SSL_FILETYPE_PEM) != 1)) {
            why = "cannot use " + m_files.certificate;
            return false;
        }
    }
    m_tls = SSL_new(m_context);
    SSL_set_fd(m_tls, m_fd);
    for (;;) {
        const int result = SSL_connect(m_tls);
        if (result == 1) {
            return true;
        }
        const int fault = SSL_get_error(m_tls, result);
        const short events = fault == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT;
        if ((fault != SSL_ERROR_WANT_READ && fault != SSL_ERROR_WANT_WRITE) || !waitFor(m_fd, events)) {
            return false;
        }
    }
}

bool SipTransport::writeAll(const char *data, std::size_t size)
{
    while (size > 0) {
        const long wrote = m_tls != nullptr ? SSL_write(m_tls, data, static_cast<int>(size))
                                            : ::send(m_fd, data, size, MSG_NOSIGNAL);
        if (wrote > 0) {
            data += wrote;
            size -= static_cast<std::size_t>(wrote);
            continue;
        }
        const bool again = m_tls != nullptr
                               ? SSL_get_error(m_tls, static_cast<int>(wrote)) == SSL_ERROR_WANT_WRITE
                               : errno == EAGAIN || errno == EINTR;
        if (!again || !waitFor(m_fd, POLLOUT)) {
            return false;
        }
    }
    return true;
}

bool SipTransport::send(const std::string &message)
{
    std::string why;
    if (m_fd < 0 && !open(why)) {
        return false;
    }
    if (m_kind == Transport::Udp) {
        // ECONNREFUSED of an earlier datagram is reported here: the one at hand was not sent then.
        for (int attempt = 0; attempt < 2; ++attempt) {
            if (::send(m_fd, message.data(), message.size(), MSG_NOSIGNAL) >= 0) {
                return true;
            }
        }
        return false;
    }
    if (!writeAll(message.data(), message.size())) {
        shut();
        return false;
    }
    return true;
}

long SipTransport::readSome(char *data, std::size_t size)
{
    if (m_tls == nullptr) {
        const long got = recv(m_fd, data, size, 0);
        return got < 0 && (errno == EAGAIN || errno == EINTR || m_kind == Transport::Udp) ? -1 : got;
    }
    const int got = SSL_read(m_tls, data, static_cast<int>(size));
    if (got > 0) {
        return got;
    }
    const int fault = SSL_get_error(m_tls, got);
    return fault == SSL_ERROR_WANT_READ || fault == SSL_ERROR_WANT_WRITE ? -1 : 0;
}

std::vector<std::string> SipTransport::receive()
{
    std::vector<std::string> messages;
    std::array<char, 65536> bytes{};
    while (m_fd >= 0) {
        const long got = readSome(bytes.data(), bytes.size());
        if (got < 0) {
            break;
        }
        if (m_kind == Transport::Udp) {
            messages.emplace_back(bytes.data(), static_cast<std::size_t>(got));
            continue;
        }
        if (got == 0) {
            shut();
            break;
        }
        m_framer.feed({bytes.data(), static_cast<std::size_t>(got)});
        for (std::string message; m_framer.next(message);) {
            messages.push_back(std::move(message));
        }
    }
    return messages;
}

} // namespace tests
