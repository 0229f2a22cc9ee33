// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/connection.h"

#include "common/proto/frame.pb.h"
#include "common/rpc/wirestatus.h"

#include <QLoggingCategory>
#include <QPointer>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace recorder
{

Q_DECLARE_LOGGING_CATEGORY(lcApi)

namespace
{
namespace v1 = earshot::v1;
namespace reason = common::reason;

constexpr qint64 kReadBuffer = 16 * 1024; ///< decrypted bytes that wait in the socket
constexpr qint64 kReadStep = 16 * 1024;

common::MonoTime now()
{
    return std::chrono::steady_clock::now();
}
common::Error violation(const QString &what)
{
    return common::transportError(reason::kProtocol, what);
}
/// A socket for both families shows IPv4 peers as ::ffff:192.0.2.7.
QString addressOf(const QHostAddress &address)
{
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4);
    return isV4 ? QHostAddress(v4).toString() : address.toString();
}
tl::unexpected<common::Error> broken(const QString &what)
{
    return tl::unexpected<common::Error>(violation(what));
}
} // namespace

Connection::Connection(const ApiShared &shared, quint64 id, QSslSocket *socket, QObject *parent)
    : QObject(parent)
    , m_shared(shared)
    , m_socket(socket)
    , m_streams(shared, {id, addressOf(socket->peerAddress())},
                {[this](const QByteArray &frame) { write(frame); }, [this] { return queued(); },
                 [this] { flush(); }},
                nullptr)
    , m_since(now())
    , m_heard(m_since)
    , m_moved(m_since)
{
    socket->setParent(this);
    socket->setReadBufferSize(kReadBuffer);
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    // What the kernel holds cannot be overtaken any more: no more than the mark there either, beyond what is
    // under way.
    const int unsent = static_cast<int>(common::kSocketMark);
    ::setsockopt(static_cast<int>(socket->socketDescriptor()), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent,
                 sizeof unsent);
    connect(socket, &QSslSocket::encrypted, this, &Connection::secured);
    connect(socket, &QSslSocket::readyRead, this, &Connection::receive);
    connect(socket, &QSslSocket::encryptedBytesWritten, this, &Connection::wroteSome);
    connect(socket, &QSslSocket::disconnected, this, &Connection::gone);
    connect(socket, &QSslSocket::errorOccurred, this, &Connection::gone, Qt::QueuedConnection);
    connect(&m_streams, &ServerStreams::moreTimeAsked, this,
            [this](std::chrono::milliseconds span) { m_moreTime = span; });
    connect(&m_streams, &ServerStreams::signInAsked, this, &Connection::signIn);
    connect(&m_streams, &ServerStreams::signOutAsked, this,
            [this] { close(common::transportError(reason::kSignedOut, QStringLiteral("signed out"))); });
    socket->startServerEncryption();
}

Connection::~Connection()
{
    m_socket->disconnect(this);
    m_state = State::Closed; // sources that stop now may not write
    leaveUser();
}

void Connection::secured()
{
    m_state = State::Greeting;
    m_since = m_heard = m_moved = now();
}

void Connection::receive()
{
    while (m_socket->bytesAvailable() > 0) {
        if (m_state == State::Closing || m_state == State::Closed) {
            m_socket->readAll(); // unread bytes would make the kernel reset our last words away
            return;
        }
        if (!talks() || queued() > m_shared.options.readPause) {
            return; // wroteSome() goes on
        }
        const QByteArray bytes = m_socket->read(kReadStep);
        if (bytes.isEmpty()) {
            return;
        }
        m_shared.counters->bytesReceived += static_cast<quint64>(bytes.size());
        m_heard = now();
        m_pinged = false;
        m_reader.append(bytes);
        if (const common::Status taken = takeFrames(); !taken) {
            ++m_shared.counters->protocolErrors;
            close(violation(taken.error().message));
            return;
        }
    }
}

common::Status Connection::takeFrames()
{
    while (talks() && queued() <= m_shared.options.readPause) {
        auto frame = m_reader.next();
        if (!frame) {
            return common::propagate(frame);
        }
        if (!*frame) {
            return {};
        }
        if (common::Status taken = take(**frame); !taken) {
            return taken;
        }
    }
    return {};
}

common::Status Connection::take(const v1::Frame &frame)
{
    if (m_state == State::Greeting) {
        return takeHello(frame);
    }
    return frame.stream_id() == 0 ? takeOfConnection(frame) : m_streams.take(frame);
}

common::Status Connection::takeHello(const v1::Frame &frame)
{
    if (frame.stream_id() != 0 || !frame.has_hello() || frame.hello().version() == 0) {
        return broken(QStringLiteral("the first frame is no hello"));
    }
    v1::Frame answer;
    v1::Hello *hello = answer.mutable_hello();
    hello->set_version(std::min(frame.hello().version(), common::kProtocolVersion));
    for (const QString &feature : m_shared.options.features) {
        hello->add_features(feature.toStdString());
    }
    hello->set_program(m_shared.options.program.toStdString());
    hello->set_server_id(m_shared.options.serverId.toStdString());
    hello->set_frame_limit(common::kFrameLimitSignedIn);
    m_state = State::Open; // m_since stays: hello and sign-in share their time
    send(answer);
    return {};
}

common::Status Connection::takeOfConnection(const v1::Frame &frame)
{
    if (frame.has_ping()) {
        v1::Frame answer;
        answer.mutable_pong()->set_nonce(frame.ping().nonce());
        send(answer);
        return {};
    }
    if (frame.has_pong() && frame.pong().nonce() <= m_nonce) {
        return {};
    }
    if (frame.has_close()) {
        m_streams.dropAll();
        m_state = State::Closing;
        m_since = now();
        m_socket->disconnectFromHost();
        return {};
    }
    return broken(QStringLiteral("an unexpected frame of the connection"));
}

void Connection::signIn(std::shared_ptr<const Actor> actor, const QString &sessionId)
{
    if (m_state != State::Open || actor == nullptr) {
        return;
    }
    if (!isStranger()) {
        ++m_shared.counters->protocolErrors;
        close(violation(QStringLiteral("a connection carries one session")));
        return;
    }
    const QUuid user = UserLoads::keyOf(*actor);
    if (m_shared.loads->of(user).connections >= m_shared.options.maxConnectionsOfUser) {
        ++m_shared.counters->refusedOfUser;
        close(common::transportError(
            reason::kBusy,
            QStringLiteral("at most %1 connections of one user").arg(m_shared.options.maxConnectionsOfUser)));
        return;
    }
    if (!user.isNull()) {
        m_shared.loads->connected(user);
        m_user = user;
    }
    m_streams.signIn(std::move(actor), sessionId);
    m_reader.setLimit(common::kFrameLimitSignedIn);
    Q_EMIT signedIn();
}

void Connection::write(const QByteArray &frame)
{
    if (!talks()) {
        return;
    }
    if (queued() == 0) {
        m_moved = now();
    }
    m_socket->write(frame);
    m_shared.counters->bytesSent += static_cast<quint64>(frame.size());
    if (queued() > m_shared.options.maxQueued) {
        ++m_shared.counters->stalled;
        abort();
    }
}

/// Encrypts and sends at once: otherwise that takes two more rounds of the event loop, each of which looks at
/// the sockets of all connections.
void Connection::flush()
{
    if (talks()) {
        m_socket->flush();
    }
}

void Connection::send(const v1::Frame &frame)
{
    write(common::encodeFrame(frame));
}

void Connection::wroteSome()
{
    m_moved = now();
    if (!talks()) {
        return;
    }
    m_streams.pump();
    if (queued() > m_shared.options.readPause) {
        return;
    }
    if (const common::Status taken = takeFrames(); !taken) { // those that were read before the pause
        ++m_shared.counters->protocolErrors;
        close(violation(taken.error().message));
        return;
    }
    receive();
}

void Connection::tick(common::MonoTime at)
{
    if (m_state == State::Closing && at >= m_since + m_shared.options.closeTimeout) {
        abort();
        return;
    }
    if (m_state == State::Handshake && at >= m_since + m_shared.options.handshakeTimeout) {
        ++m_shared.counters->handshakesFailed;
        m_state = State::Closing;
        abort();
        return;
    }
    if (!talks() || closeWhenLate(at)) {
        return;
    }
    m_streams.expire(at);
    if (!m_pinged && m_state == State::Open && at >= m_heard + m_shared.options.pingAfter) {
        m_pinged = true;
        v1::Frame frame;
        frame.mutable_ping()->set_nonce(++m_nonce);
        send(frame);
    }
}

bool Connection::closeWhenLate(common::MonoTime at)
{
    const ApiOptions &options = m_shared.options;
    // A sign-in that waits for its turn in our own queue may take the time twice, not more.
    const auto patience =
        std::max(options.signInTimeout * (m_streams.answering() ? 2 : 1), options.signInTimeout + m_moreTime);
    if (isStranger() && at >= m_since + patience) {
        ++m_shared.counters->signInsMissed;
        close(common::transportError(reason::kSignedOut, QStringLiteral("not signed in in time")));
        return true;
    }
    if (queued() > 0 && at >= m_moved + options.stallTimeout) {
        ++m_shared.counters->stalled;
        abort();
        return true;
    }
    if (queued() > options.readPause) {
        m_heard = at; // we do not listen: only the time above counts
    } else if (at >= m_heard + options.deadAfter) {
        ++m_shared.counters->lost;
        abort();
        return true;
    }
    return false;
}

void Connection::close(const common::Error &error)
{
    if (!talks()) {
        return;
    }
    m_streams.endAll(error);
    m_streams.dropAll();
    v1::Frame frame;
    *frame.mutable_close() = common::toWire(tl::unexpected<common::Error>(error));
    send(frame);
    if (m_state == State::Closed) {
        return; // there was no room for it
    }
    // Not disconnectFromHost() yet: the peer closes when it has read this, or the time-out does.
    m_state = State::Closing;
    m_since = now();
    m_socket->flush();
    receive();
}

void Connection::gone()
{
    if (m_state == State::Closed || m_socket->state() == QAbstractSocket::ConnectingState) {
        return;
    }
    if (m_state == State::Handshake) {
        ++m_shared.counters->handshakesFailed;
    }
    abort();
}

void Connection::leaveUser()
{
    if (!m_user.isNull()) {
        m_shared.loads->disconnected(std::exchange(m_user, QUuid()));
    }
}

void Connection::abort()
{
    leaveUser();
    m_state = State::Closed;
    m_socket->disconnect(this);
    m_socket->abort();
    // A write that found the queue full may be the work of a source: not under its feet.
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_streams.dropAll();
            Q_EMIT closed();
        },
        Qt::QueuedConnection);
}

} // namespace recorder
