// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/recorder/storage/stubs.h"

#include <list>
#include <memory>

namespace tests
{

/// FTP without TLS on its way to a real server, its data connections too; breaks where it is told to.
class FtpRelay
{
public:
    explicit FtpRelay(int to);
    int port() const { return m_control.port(); }
    int connections() const { return m_control.accepted(); }
    void dropAll() const { m_control.dropAll(); }
    /// Of a file that goes up, from now on; -1 = all goes through.
    void cutUploadsAfter(qint64 bytes) { m_limits.at(0) = bytes; }
    void cutDownloadsAfter(qint64 bytes) { m_limits.at(1) = bytes; }
    /// Instead of the server's next answer of this code the connection ends; 0 = none is lost.
    void loseAnswer(int code) { m_lost = code; }

private:
    void serve(int socket);
    void passData(int socket, int to) const;
    QByteArray passedOn(const QByteArray &line);

    const int m_to;
    std::atomic<int> m_lost = 0;
    std::array<std::atomic<qint64>, 2> m_limits{-1, -1};
    common::Guarded<std::list<std::unique_ptr<StubServer>>> m_data;
    StubServer m_control; ///< ends first: it makes the others
};

/// A proxy that makes tunnels for who knows the login ("user:password"); they all lead to one port of
/// loopback.
class TunnelProxy
{
public:
    TunnelProxy(QByteArray login, int to);
    int port() const { return m_server.port(); }
    int connections() const { return m_server.accepted(); }
    /// The first lines of all requests, "CONNECT host:port HTTP/1.1".
    QByteArrayList asked() const;
    /// All that went up through tunnels, as the proxy saw it.
    QByteArray seen() const;

private:
    void serve(int socket);

    const QByteArray m_login;
    const int m_to;
    mutable common::Guarded<QByteArrayList> m_asked;
    mutable common::Guarded<QByteArray> m_seen;
    StubServer m_server;
};

} // namespace tests
