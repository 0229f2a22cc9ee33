// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/tlsfront.h"

#include "common/core/accepting.h"

#include <QDir>
#include <QFile>
#include <QSslCertificate>
#include <QSslCipher>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTimer>

#include <algorithm>
#include <array>

#include <sys/socket.h>
#include <unistd.h>

using namespace common;

namespace recorder
{

namespace
{

constexpr qint64 kBuffer = 128 << 10; ///< bytes waiting in one direction before the other side has to wait

/// Moves what one side has to the other as long as that one keeps up.
void pump(QTcpSocket *from, QTcpSocket *to)
{
    if (to->state() == QAbstractSocket::ConnectedState && to->bytesToWrite() < kBuffer) {
        to->write(from->read(kBuffer));
    }
}

void joinOneWay(QTcpSocket *from, QTcpSocket *to)
{
    from->setReadBufferSize(kBuffer);
    QObject::connect(from, &QTcpSocket::readyRead, to, [from, to] { pump(from, to); });
    QObject::connect(to, &QTcpSocket::bytesWritten, from, [from, to] { pump(from, to); });
    QObject::connect(from, &QTcpSocket::disconnected, to, [from, to] {
        to->write(from->readAll());
        to->disconnectFromHost();
    });
}

/// Encryption that authenticates what it encrypts: TLS 1.3 has no other, TLS 1.2 has CBC with a MAC as well.
QList<QSslCipher> authenticatedCiphers()
{
    QList<QSslCipher> ciphers = QSslConfiguration::defaultConfiguration().ciphers();
    ciphers.removeIf([](const QSslCipher &cipher) {
        const QString name = cipher.name();
        return !name.contains(QLatin1String("GCM")) && !name.contains(QLatin1String("CHACHA20")) &&
               !name.contains(QLatin1String("CCM"));
    });
    return ciphers;
}

Result<QSslConfiguration> configurationOf(const SipOptions &options)
{
    const QDir folder(options.certificateDir);
    const QString path = folder.filePath(QStringLiteral("agent.pem"));
    QFile file(path);
    if (options.certificateDir.isEmpty() || !file.open(QIODevice::ReadOnly)) {
        return fail(ErrorCode::Unavailable, QStringLiteral("SIP over TLS: cannot read %1").arg(path));
    }
    const QByteArray pem = file.readAll();
    const QList<QSslCertificate> chain = QSslCertificate::fromData(pem);
    QSslKey key(pem, QSsl::Rsa);
    if (key.isNull()) {
        key = QSslKey(pem, QSsl::Ec);
    }
    if (chain.isEmpty() || key.isNull()) {
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("SIP over TLS: %1 needs a private key and a certificate").arg(path));
    }
    const QString authorities = folder.filePath(QStringLiteral("cafile.pem"));
    const QList<QSslCertificate> known = QSslCertificate::fromPath(authorities);
    if (options.demandClientCertificate && known.isEmpty()) {
        return fail(
            ErrorCode::Unavailable,
            QStringLiteral("SIP over TLS: client certificates are demanded, but %1 has none to verify them")
                .arg(authorities));
    }
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificateChain(chain);
    tls.setPrivateKey(key);
    tls.setCaCertificates(known);
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setCiphers(authenticatedCiphers());
    tls.setPeerVerifyMode(options.demandClientCertificate ? QSslSocket::VerifyPeer : QSslSocket::QueryPeer);
    return tls;
}

QHostAddress addressOf(qintptr descriptor)
{
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    auto *address = reinterpret_cast<sockaddr *>(&storage);
    return ::getpeername(static_cast<int>(descriptor), address, &size) == 0
               ? plainAddress(QHostAddress(address))
               : QHostAddress();
}

} // namespace

/// The accepting side; lives on the thread of the front.
class TlsServer final : public QSslServer
{
public:
    TlsServer(TlsFront *front, const SipOptions &options, quint16 innerPort)
        : m_front(front)
        , m_peers(options.peers)
        , m_alsoAllowed(options.alsoAllowed)
        , m_connectionsPerSource(options.connectionsPerSource)
        , m_innerPort(innerPort)
    {
        setMaxPendingConnections(1024);
        setHandshakeTimeout(TlsFront::kHandshake);
        common::goOnAccepting(*this);
        connect(this, &QTcpServer::pendingConnectionAvailable, this, [this] {
            while (QTcpSocket *outer = nextPendingConnection()) {
                join(outer);
            }
        });
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        const QHostAddress source = addressOf(descriptor);
        const QList<QSslSocket *> open = findChildren<QSslSocket *>(QString(), Qt::FindDirectChildrenOnly);
        const auto same = std::count_if(open.cbegin(), open.cend(), [&source](const QSslSocket *socket) {
            return plainAddress(socket->peerAddress()) == source;
        });
        const bool known = m_peers.allows(source) || (m_alsoAllowed && m_alsoAllowed(source));
        if (!known || same >= m_connectionsPerSource) {
            ::close(static_cast<int>(descriptor));
            return;
        }
        QSslServer::incomingConnection(descriptor);
        const QList<QSslSocket *> now = findChildren<QSslSocket *>(QString(), Qt::FindDirectChildrenOnly);
        for (QSslSocket *socket : now) {
            if (!open.contains(socket)) {
                // A failed handshake leaves its socket behind otherwise.
                connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            }
        }
    }

private:
    void join(QTcpSocket *outer)
    {
        auto *inner = new QTcpSocket(outer);
        connect(inner, &QTcpSocket::connected, this, [this, inner, outer] {
            remember(inner, {plainAddress(outer->peerAddress()), outer->peerPort()});
            pump(outer, inner);
        });
        connect(inner, &QTcpSocket::errorOccurred, outer, [outer] { outer->disconnectFromHost(); });
        joinOneWay(outer, inner);
        joinOneWay(inner, outer);
        inner->connectToHost(QHostAddress(QHostAddress::LocalHost), m_innerPort);
    }

    void remember(QTcpSocket *inner, const TlsFront::Source &source)
    {
        const quint16 port = inner->localPort();
        const quint64 number = ++m_lastInner;
        m_front->m_sources.with([&](auto &sources) { sources.insert(port, {source, number}); });
        connect(inner, &QObject::destroyed, this, [this, port, number] {
            QTimer::singleShot(TlsFront::kLastWords, this, [this, port, number] { forget(port, number); });
        });
    }
    void forget(quint16 port, quint64 number)
    {
        m_front->m_sources.with([port, number](auto &sources) {
            if (sources.value(port).number == number) {
                sources.remove(port);
            }
        });
    }

    TlsFront *m_front;
    quint64 m_lastInner = 0;
    PeerList m_peers;
    std::function<bool(const QHostAddress &)> m_alsoAllowed;
    int m_connectionsPerSource;
    quint16 m_innerPort;
};

Result<std::unique_ptr<TlsFront>> TlsFront::open(const SipListen &listen, const SipOptions &options,
                                                 quint16 innerPort)
{
    Result<QSslConfiguration> tls = configurationOf(options);
    if (!tls) {
        return propagate(tls);
    }
    std::unique_ptr<TlsFront> front(new TlsFront);
    auto *server = new TlsServer(front.get(), options, innerPort);
    server->setSslConfiguration(*tls);
    server->moveToThread(&front->m_thread);
    front->m_server = server;
    front->m_thread.setObjectName(QStringLiteral("sip-tls"));
    QObject::connect(&front->m_thread, &QThread::finished, server, &QObject::deleteLater);
    front->m_thread.start();
    const QHostAddress address =
        listen.address.isEmpty() ? QHostAddress(QHostAddress::AnyIPv4) : QHostAddress(listen.address);
    bool listens = false;
    QString reason;
    QMetaObject::invokeMethod(
        server,
        [&] {
            listens = server->listen(address, listen.port);
            reason = server->errorString();
        },
        Qt::BlockingQueuedConnection);
    if (!listens) {
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("cannot listen for SIP on %1 port %2/tls: %3")
                        .arg(listen.address.isEmpty() ? QStringLiteral("*") : listen.address)
                        .arg(listen.port)
                        .arg(reason));
    }
    front->m_port = server->serverPort();
    return front;
}

TlsFront::~TlsFront()
{
    m_thread.quit();
    m_thread.wait();
}

std::optional<TlsFront::Source> TlsFront::sourceOf(quint16 innerPort) const
{
    return m_sources.with([innerPort](const auto &sources) {
        const auto found = sources.constFind(innerPort);
        return found == sources.cend() ? std::nullopt : std::optional(found->source);
    });
}

} // namespace recorder
