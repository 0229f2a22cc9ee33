// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/certificate.h"
#include "common/proto/frame.pb.h"
#include "common/rpc/framecodec.h"

#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpServer>

#include <functional>
#include <memory>
#include <optional>

/// Peers of the admin protocol that say whatever a test wants, and wait with the event loop running.
namespace tests
{

/// True as soon as `condition` holds; the event loop runs meanwhile.
bool waitUntil(const std::function<bool()> &condition, int ms = 5000);

/// Made once per process.
const common::ServerCertificate &testCertificate();
/// Another one, for servers that have changed theirs.
const common::ServerCertificate &otherCertificate();
QSslConfiguration serverTls(const common::ServerCertificate &certificate,
                            QSsl::SslProtocol protocol = QSsl::TlsV1_3OrLater);

/// One end of a TLS connection, frame by frame.
class RawPeer
{
public:
    /// A client that has begun to connect.
    explicit RawPeer(quint16 port);
    /// The server's end of an accepted, encrypted socket.
    explicit RawPeer(QSslSocket *socket);

    bool secured();
    bool hello(); ///< as a client: sends hello, takes the server's
    void send(const earshot::v1::Frame &frame) { sendBytes(common::encodeFrame(frame)); }
    void sendBytes(const QByteArray &bytes);
    void open(quint32 stream, const QByteArray &method, const std::string &request = {},
              quint32 deadline = 0);
    void credit(quint32 stream, quint32 bytes);
    void cancel(quint32 stream);
    void data(quint32 stream, const QByteArray &bytes) { sendBytes(common::encodeData(stream, bytes)); }
    void end(quint32 stream);
    /// The next frame; none when the time is over or the peer has closed.
    std::optional<earshot::v1::Frame> next(int ms = 5000);
    /// The next frame that is an End of this stream, others are dropped.
    std::optional<earshot::v1::Status> endOf(quint32 stream, int ms = 5000);
    /// The close frame, others before it are dropped; then closes as well.
    std::optional<earshot::v1::Status> closed(int ms = 5000);
    bool gone(int ms = 5000);
    void stopReading();
    qint64 received() const { return m_received; }
    QSslSocket &socket() { return *m_socket; }

private:
    void watch();

    std::unique_ptr<QSslSocket> m_socket;
    common::FrameReader m_reader{common::kFrameLimitSignedIn};
    qint64 m_received = 0;
};

/// Listens on loopback; hands each accepted and encrypted connection over.
class RawServer : public QTcpServer
{
public:
    explicit RawServer(QSslConfiguration tls);
    /// The next client whose handshake is through, null when none came.
    std::unique_ptr<RawPeer> accept(int ms = 5000);
    /// As above, and its hello is answered.
    std::unique_ptr<RawPeer> greet(int ms = 5000);
    void setTls(QSslConfiguration tls) { m_tls = std::move(tls); }
    int accepted() const { return m_accepted; }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    QSslConfiguration m_tls;
    QList<QSslSocket *> m_waiting;
    int m_accepted = 0;
};

} // namespace tests
