// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/load/sipmessage.h"

#include <netinet/in.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

struct ssl_st;
struct ssl_ctx_st;

namespace tests
{

enum class Transport { Udp, Tcp, Tls };
const char *keyOf(Transport transport); ///< as in Via: "UDP", "TCP", "TLS"

/// Files in PEM form; all may be empty. Without `authority` the peer's certificate is not checked.
struct TlsFiles {
    std::string authority;
    std::string certificate;
    std::string key;
};

/// The way of SIP messages to one peer: a UDP socket, or one TCP or TLS connection that all dialogs share and
/// that is made anew when the peer went away. Used by one thread.
class SipTransport
{
public:
    SipTransport(Transport kind, sockaddr_in peer, TlsFiles files);
    ~SipTransport();
    SipTransport(const SipTransport &) = delete;
    SipTransport &operator=(const SipTransport &) = delete;

    /// Opens the socket and connects. False with a reason.
    bool open(std::string &why);
    /// False when the peer cannot be reached now; the caller sends again later.
    bool send(const std::string &message);
    /// All whole messages that are there, without waiting.
    std::vector<std::string> receive();

    int descriptor() const { return m_fd; } ///< -1 while not connected
    bool reliable() const { return m_kind != Transport::Udp; }
    Transport kind() const { return m_kind; }
    std::string localAddress() const { return m_localAddress; }
    std::uint16_t localPort() const { return m_localPort; }

private:
    bool connectStream(std::string &why);
    bool startTls(std::string &why);
    bool writeAll(const char *data, std::size_t size);
    long readSome(char *data, std::size_t size);
    void shut();

    Transport m_kind;
    sockaddr_in m_peer;
    TlsFiles m_files;
    int m_fd = -1;
    std::string m_localAddress;
    std::uint16_t m_localPort = 0;
    SipFramer m_framer;
    ssl_ctx_st *m_context = nullptr;
    ssl_st *m_tls = nullptr;
};

} // namespace tests
