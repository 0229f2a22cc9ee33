// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/rpc/framecodec.h"
#include "recorder/api/serverstreams.h"

#include <QSslSocket>

namespace recorder
{

/// One client: TLS, hello, the time to sign in, ping, limits, close with a reason. Carries at most one
/// session; when that ends the connection ends too. rpc thread.
class Connection : public QObject
{
    Q_OBJECT
public:
    /// Begins the handshake on an accepted socket, which becomes the connection's.
    Connection(const ApiShared &shared, quint64 id, QSslSocket *socket, QObject *parent);
    ~Connection() override;

    quint64 id() const { return m_streams.peer().connection; }
    const ServerStreams::Peer &peer() const { return m_streams.peer(); }
    bool isStranger() const { return m_streams.peer().actor == nullptr; }
    /// Time-outs of all kinds; called a few times a second.
    void tick(common::MonoTime now);
    /// Ends the calls with it, says it as the last frame, lets go of the peer.
    void close(const common::Error &error);

Q_SIGNALS:
    void signedIn();
    /// The socket is gone: the owner deletes the connection from the event loop.
    void closed();

private:
    enum class State { Handshake, Greeting, Open, Closing, Closed };

    void secured();
    void receive();
    common::Status takeFrames();
    common::Status take(const earshot::v1::Frame &frame);
    common::Status takeHello(const earshot::v1::Frame &frame);
    common::Status takeOfConnection(const earshot::v1::Frame &frame);
    void signIn(std::shared_ptr<const Actor> actor, const QString &sessionId);
    void wroteSome();
    void write(const QByteArray &frame);
    void flush();
    void send(const earshot::v1::Frame &frame);
    void gone();
    void abort();
    void leaveUser();
    bool closeWhenLate(common::MonoTime now);
    qint64 queued() const { return m_socket->bytesToWrite() + m_socket->encryptedBytesToWrite(); }
    bool talks() const { return m_state == State::Greeting || m_state == State::Open; }

    const ApiShared &m_shared;
    QSslSocket *m_socket;
    State m_state = State::Handshake;
    common::FrameReader m_reader{common::kFrameLimitStranger};
    ServerStreams m_streams;
    common::MonoTime m_since;                ///< when the present state began
    std::chrono::milliseconds m_moreTime{0}; ///< to sign in: the second step is awaited
    common::MonoTime m_heard;                ///< when bytes came, or reading was paused by us
    common::MonoTime m_moved;                ///< when the peer took bytes, or none were waiting
    bool m_pinged = false;
    QUuid m_user{}; ///< among whose connections this is counted
    quint64 m_nonce = 0;
};

} // namespace recorder
