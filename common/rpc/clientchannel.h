// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/rpc/clientcalls.h"
#include "common/rpc/framecodec.h"

#include <QDateTime>
#include <QSslSocket>
#include <QStringList>
#include <QTimer>

#include <memory>

namespace common
{

/// What a person needs in order to trust a certificate.
struct CertificateInfo {
    QByteArray fingerprint; ///< SHA-256 of the leaf certificate (DER), 32 bytes: the pin
    QString subject;
    QString issuer;
    QStringList names; ///< subject alternative names
    QDateTime validFrom;
    QDateTime validUntil;
};

/// The server's first frame.
struct ServerHello {
    quint32 version = 0;
    QStringList features;
    QString program;  ///< "earshot-recorder 0.1.0"
    QString serverId; ///< goes into the derivation of the secret (docs/protocol.md)
};

struct ChannelOptions {
    std::chrono::milliseconds connectTimeout{10000}; ///< TCP, TLS and hello together
    std::chrono::milliseconds pingAfter{15000};      ///< nothing received for so long
    std::chrono::milliseconds deadAfter{30000};      ///< nothing received for so long: lost
    qint64 maxQueued = 64 * 1024 * 1024;             ///< bytes the server does not take up
};

/// One connection to a recorder: TLS 1.3, the pinned certificate, hello, ping, calls. Trusts nothing the
/// server sends (trust.md A9). Lives on one thread, never waits there. It does not connect again by itself.
/// Signals come from the event loop, never from inside a function of this class, but for close().
class ClientChannel : public RpcClient
{
    Q_OBJECT
public:
    enum class State { Closed, Connecting, Open };

    /// `program` goes into the hello: "earshot-console 0.1.0".
    explicit ClientChannel(QString program, ChannelOptions options = {}, QObject *parent = nullptr);
    ~ClientChannel() override;

    /// `pin`: fingerprint of the certificate that was accepted before; empty = none is known. A connection
    /// that exists is closed first.
    void connectTo(const QString &host, quint16 port, const QByteArray &pin);
    /// After certificateUnknown: connects again with that certificate as the pin. (The first connection was
    /// closed: a recorder does not wait while a person compares fingerprints.)
    void acceptCertificate();
    void rejectCertificate();
    /// Calls end as not-connected; `disconnected` is not emitted.
    void close();

    State state() const { return m_state; }
    const ServerHello &server() const { return m_hello; }
    QByteArray pin() const { return m_pin; }
    /// Said by the owner, after the sign-in was answered and after a sign-out. Raises the limits of frames.
    void setSignedIn(bool signedIn);

    RpcCallId start(const QString &method, const QByteArray &request, QObject *context, RpcHandlers handlers,
                    RpcOptions options = {}) override;
    void cancel(RpcCallId call) override { m_calls->cancel(call); }
    void consumed(RpcCallId call, qint64 bytes) override { m_calls->consumed(call, bytes); }
    bool isReady() const override { return m_state == State::Open && m_signedIn; }

Q_SIGNALS:
    /// No pin is known. Nothing was sent, the connection is closed; see acceptCertificate().
    void certificateUnknown(const common::CertificateInfo &presented);
    /// Another certificate than the pinned one: nothing was sent, the connection is closed. A hard stop:
    /// `disconnected` (Denied, reason certificate-changed) follows.
    void certificateChanged(const QByteArray &pinned, const common::CertificateInfo &presented);
    /// It is the pinned one, whatever its dates say; `connected` follows.
    void certificateTrusted(const common::CertificateInfo &presented);
    void connected(const common::ServerHello &server);
    /// Once for each connectTo that failed or ended, after the ends of its calls. Reasons: not-connected (no
    /// answer, lost), protocol (the server broke the rules), certificate-changed, certificate-rejected, or
    /// what the server said when it closed (busy, signed-out, ...).
    void disconnected(const common::Error &error);

private:
    void dial();
    void greet();
    void receive();
    /// False: the connection is no more (or this object).
    bool takeFrames();
    Status take(const earshot::v1::Frame &frame);
    Status takeOfConnection(const earshot::v1::Frame &frame);
    Status takeHello(const earshot::v1::Frame &frame);
    void send(const earshot::v1::Frame &frame);
    void socketFailed();
    void fail(const Error &error);
    void dropSocket();
    void tick();
    void armTimer();

    QString m_program;
    ChannelOptions m_options;
    State m_state = State::Closed;
    QString m_host;
    quint16 m_port = 0;
    QByteArray m_pin;
    QByteArray m_offered; ///< the certificate a person looks at
    QSslSocket *m_socket = nullptr;
    FrameReader m_reader{kFrameLimitGreeting};
    ServerHello m_hello;
    quint32 m_serverLimit = kFrameLimitStranger;
    bool m_signedIn = false;
    bool m_pinged = false;
    quint64 m_nonce = 0;
    MonoTime m_dialled;
    MonoTime m_heard;
    QTimer m_timer;
    std::unique_ptr<ClientCalls> m_calls;
};

} // namespace common
