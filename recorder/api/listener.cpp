// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/listener.h"

#include "common/core/accepting.h"
#include "common/rpc/wirestatus.h"

#include <QSslCertificate>
#include <QSslKey>

#include <sys/socket.h>
#include <unistd.h>

namespace recorder
{

namespace
{
constexpr int kBacklog = 512;
constexpr std::chrono::milliseconds kTick{100};

/// One source: an IPv4 address, or the /64 that one subscriber has of IPv6.
QHostAddress sourceOf(const QHostAddress &address)
{
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4);
    if (isV4) {
        return QHostAddress(v4);
    }
    Q_IPV6ADDR v6 = address.toIPv6Address();
    std::fill(v6.c + 8, v6.c + 16, quint8{0});
    return QHostAddress(v6);
}

} // namespace

Listener::Listener(ApiOptions options, std::shared_ptr<const Dispatcher> dispatcher,
                   std::shared_ptr<ApiCounters> counters)
    : m_shared{std::move(options),
               std::move(dispatcher),
               std::make_shared<ApiMailbox>(this),
               std::move(counters),
               nullptr,
               std::make_shared<UserLoads>()}
{
    m_shared.wakes = std::make_shared<StreamWakes>(m_shared.mailbox);
    setListenBacklogSize(kBacklog);
    common::goOnAccepting(*this);
    m_ticker.setInterval(kTick);
    connect(&m_ticker, &QTimer::timeout, this, &Listener::tick);
}

Listener::~Listener()
{
    m_shared.mailbox->close();
    close();
    while (!m_connections.empty()) {
        remove(m_connections.begin()->first);
    }
    // Before m_shared, which they use; those that wait for deleteLater() as well.
    qDeleteAll(findChildren<Connection *>(Qt::FindDirectChildrenOnly));
}

common::Status Listener::start()
{
    const QSslCertificate certificate(m_shared.options.certificatePem);
    QSslKey key(m_shared.options.keyPem, QSsl::Ec);
    if (key.isNull()) {
        key = QSslKey(m_shared.options.keyPem, QSsl::Rsa);
    }
    if (certificate.isNull() || key.isNull()) {
        return common::fail(common::ErrorCode::Invalid,
                            QStringLiteral("admin certificate: certificate or key cannot be used"));
    }
    m_tls.setLocalCertificate(certificate);
    m_tls.setPrivateKey(key);
    m_tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    m_tls.setProtocol(QSsl::TlsV1_3OrLater);
    m_tls.setSslOption(QSsl::SslOptionDisableSessionTickets, true);
    m_tls.setSslOption(QSsl::SslOptionDisableCompression, true);
    const ApiOptions &options = m_shared.options;
    if (!listen(options.address, options.port)) {
        return common::fail(common::ErrorCode::Unavailable,
                            QStringLiteral("the admin protocol cannot listen on %1, port %2: %3")
                                .arg(options.address.toString())
                                .arg(options.port)
                                .arg(errorString()));
    }
    return {};
}

void Listener::incomingConnection(qintptr descriptor)
{
    auto *socket = new QSslSocket;
    if (!socket->setSocketDescriptor(descriptor)) {
        ::close(static_cast<int>(descriptor));
        delete socket;
        return;
    }
    const QHostAddress source = sourceOf(socket->peerAddress());
    if (!mayEnter(source)) {
        ++m_shared.counters->refusedFull;
        socket->abort();
        delete socket;
        return;
    }
    ++m_shared.counters->accepted;
    ++m_shared.counters->connections;
    ++m_shared.counters->strangers;
    ++m_strangers[source];
    ++m_strangerCount;
    socket->setSslConfiguration(m_tls);
    const quint64 id = ++m_lastId;
    auto *connection = new Connection(m_shared, id, socket, this);
    m_connections.emplace(id, Guest{connection, source, true});
    connect(connection, &Connection::closed, this, [this, id] { remove(id); });
    connect(connection, &Connection::signedIn, this, [this, id] {
        Guest &guest = m_connections.at(id);
        guest.stranger = false;
        strangerLeft(guest.source);
    });
    if (!m_ticker.isActive()) {
        m_ticker.start();
    }
}

bool Listener::mayEnter(const QHostAddress &source)
{
    const ApiOptions &options = m_shared.options;
    return connections() < options.maxConnections && m_strangerCount < options.maxStrangers &&
           m_strangers.value(source) < options.maxStrangersPerSource;
}

void Listener::strangerLeft(const QHostAddress &source)
{
    --m_shared.counters->strangers;
    --m_strangerCount;
    if (const auto count = m_strangers.find(source); --*count == 0) {
        m_strangers.erase(count);
    }
}

void Listener::remove(quint64 id)
{
    const auto found = m_connections.find(id);
    if (found == m_connections.end()) {
        return;
    }
    if (found->second.stranger) {
        strangerLeft(found->second.source);
    }
    --m_shared.counters->connections;
    found->second.connection->deleteLater();
    m_connections.erase(found);
    m_shared.dispatcher->connectionClosed(id);
    if (m_connections.empty()) {
        m_ticker.stop();
    }
}

void Listener::tick()
{
    const common::MonoTime now = std::chrono::steady_clock::now();
    for (const auto &[id, guest] : m_connections) {
        guest.connection->tick(now); // closes from the event loop, so the map stays
    }
}

void Listener::endSessions(const SessionTest &test, const common::Error &why)
{
    for (const auto &[id, guest] : m_connections) {
        const ServerStreams::Peer &peer = guest.connection->peer();
        if (peer.actor != nullptr && test(peer.sessionId, peer.actor)) {
            guest.connection->close(why);
        }
    }
}

void Listener::closeAll()
{
    close();
    for (const auto &[id, guest] : m_connections) {
        guest.connection->close({common::ErrorCode::Unavailable,
                                 QStringLiteral("the recorder is stopping"),
                                 {{QStringLiteral("reason"), QStringLiteral("stopping")}}});
    }
}

} // namespace recorder
