// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/storagesettings.h"

#include "common/core/guarded.h"
#include "common/core/posixfile.h"

#include <QTemporaryDir>

#include <array>
#include <atomic>
#include <functional>
#include <list>
#include <thread>

struct ssh_session_struct;
struct ssh_channel_struct;

namespace tests
{

bool sendAll(int socket, QByteArrayView bytes);
/// Of loopback; false when nobody listens there.
common::FileDescriptor connectedTo(int port);

/// A listening socket of loopback and the threads that serve it; ends them with itself.
class StubServer
{
public:
    StubServer() = default;
    StubServer(const StubServer &) = delete;
    StubServer &operator=(const StubServer &) = delete;
    ~StubServer() { stop(); }
    int port() const { return m_port; }
    /// Each accepted socket goes to `serve`, on a thread of its own; the socket is closed after it. With a
    /// small receive buffer a client sees soon that it is read slowly; 0 = the system's.
    void start(std::function<void(int socket)> serve, int receiveBuffer = 0);
    void dropAll() const; ///< every connection that is open now
    void stop();
    int accepted() const { return m_accepted; }

private:
    int m_port = 0;
    std::atomic<int> m_accepted = 0;
    common::FileDescriptor m_listener;
    common::Guarded<std::list<int>> m_sockets;
    std::list<std::jthread> m_serving;
    std::jthread m_accepting;
};

/// Takes connections and says nothing.
class BlackHole
{
public:
    BlackHole();
    int port() const { return m_server.port(); }

private:
    StubServer m_server;
};

/// Passes bytes on to a port of loopback, and breaks when it is told to.
class Relay
{
public:
    explicit Relay(int to, int receiveBuffer = 0);
    int port() const { return m_server.port(); }
    void dropAll() const { m_server.dropAll(); }
    /// Of what a client sends from now on, over one connection; -1 = all goes through.
    void cutAfter(qint64 bytes) { m_limit = bytes; }
    /// The same of what the server sends: 0 = its next answer is lost.
    void cutAnswersAfter(qint64 bytes) { m_answerLimit = bytes; }
    /// What the server sends goes on in pieces of this size, ten a second; 0 = as it comes.
    void slowAnswers(int piece) { m_pieces.at(1) = piece; }
    /// The same of what a client sends.
    void slowRequests(int piece) { m_pieces.at(0) = piece; }
    /// Of what a client sends over one connection no more is read; -1 = all.
    void haltAfter(qint64 bytes) { m_halt = bytes; }
    int connections() const { return m_server.accepted(); }
    /// Bytes that came from clients, over all connections.
    qint64 taken() const { return m_taken; }

private:
    void pass(int socket);

    const int m_to;
    std::atomic<qint64> m_limit = -1;
    std::atomic<qint64> m_answerLimit = -1;
    std::atomic<qint64> m_halt = -1;
    std::atomic<qint64> m_taken = 0;
    std::array<std::atomic<int>, 2> m_pieces{}; ///< of the client, of the server
    StubServer m_server;
};

/// An SSH server that takes a password: OpenSSH takes none without root. Its files are served by OpenSSH's
/// own sftp-server.
class SshStub
{
public:
    explicit SshStub(bool interactive);
    recorder::StorageTargetSettings settings() const;
    /// From now on requests of this type (SSH_FXP_...) are answered with this status (SSH_FX_...), and
    /// nothing is done; 0 = all are served.
    void refuse(quint8 type, quint32 status);
    QString files() const { return m_dir.path(); }

private:
    void serve(int socket) const;
    void serveFiles(ssh_session_struct *session) const;
    bool passOn(const QByteArray &packet, ssh_channel_struct *channel, int server) const;

    const bool m_interactive;
    std::atomic<quint8> m_refused = 0;
    std::atomic<quint32> m_status = 0;
    QTemporaryDir m_dir;
    StubServer m_server;
};

/// An HTTP server that answers as a test wants: gets the request's head, gives the whole answer. The body was
/// read.
class HttpStub
{
public:
    struct Request {
        QByteArray method;
        QByteArray path; ///< with the query
        QMap<QByteArray, QByteArray> headers;
        QByteArray body;
    };
    explicit HttpStub(std::function<QByteArray(const Request &)> answer);
    int port() const { return m_server.port(); }
    QList<Request> requests() const;
    /// "HTTP/1.1 200 OK", its length, its body.
    static QByteArray answer(int status, const QByteArray &headers = {}, const QByteArray &body = {},
                             qint64 length = -1);

private:
    void serve(int socket);

    std::function<QByteArray(const Request &)> m_answer;
    mutable common::Guarded<QList<Request>> m_requests;
    StubServer m_server;
};

} // namespace tests
