// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/clientchannel.h"

#include "common/proto/frame.pb.h"
#include "common/rpc/wirestatus.h"

#include <QSslCertificate>
#include <QSslConfiguration>

namespace common
{

namespace
{
namespace v1 = earshot::v1;

constexpr qint64 kReadBuffer = 1024 * 1024; ///< decrypted bytes that wait in the socket
constexpr qint64 kReadStep = 64 * 1024;
constexpr int kMaxFeatures = 100;
constexpr qsizetype kMaxText = 200;
constexpr std::size_t kFrameRoom = 256; ///< what a frame adds to a request, method and ids included

Error violation(const QString &what)
{
    return transportError(reason::kProtocol, what);
}
Error certificateError(const char *why, const QString &message)
{
    return {ErrorCode::Denied, message, {{QStringLiteral("reason"), QLatin1String(why)}}};
}

CertificateInfo infoOf(const QSslCertificate &certificate)
{
    CertificateInfo info;
    info.fingerprint = certificate.digest(QCryptographicHash::Sha256);
    info.subject = certificate.subjectDisplayName().left(kMaxText);
    info.issuer = certificate.issuerDisplayName().left(kMaxText);
    for (const QString &name : certificate.subjectAlternativeNames()) {
        info.names.append(name.left(kMaxText));
    }
    info.validFrom = certificate.effectiveDate();
    info.validUntil = certificate.expiryDate();
    return info;
}

QString textOf(const std::string &text)
{
    return QString::fromStdString(text).left(kMaxText);
}
} // namespace

ClientChannel::ClientChannel(QString program, ChannelOptions options, QObject *parent)
    : RpcClient(parent)
    , m_program(std::move(program))
    , m_options(options)
    , m_calls(std::make_unique<ClientCalls>([this](const v1::Frame &frame) { send(frame); }))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ClientChannel::tick);
}

ClientChannel::~ClientChannel()
{
    dropSocket();
}

void ClientChannel::connectTo(const QString &host, quint16 port, const QByteArray &pin)
{
    close();
    m_host = host;
    m_port = port;
    m_pin = pin;
    dial();
}

void ClientChannel::acceptCertificate()
{
    if (!m_offered.isEmpty()) {
        connectTo(m_host, m_port, QByteArray(m_offered));
    }
}

void ClientChannel::rejectCertificate()
{
    if (!std::exchange(m_offered, {}).isEmpty()) {
        const Error error = certificateError("certificate-rejected",
                                             QStringLiteral("the certificate of the server was refused"));
        QMetaObject::invokeMethod(
            this, [this, error] { Q_EMIT disconnected(error); }, Qt::QueuedConnection);
    }
}

void ClientChannel::dial()
{
    m_state = State::Connecting;
    m_reader = FrameReader(kFrameLimitGreeting);
    m_hello = {};
    m_serverLimit = kFrameLimitStranger;
    m_dialled = std::chrono::steady_clock::now();
    m_socket = new QSslSocket(this);
    QSslConfiguration configuration;
    configuration.setProtocol(QSsl::TlsV1_3OrLater);
    // The pin decides, not an authority: greet() looks at the certificate before a byte is sent.
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    m_socket->setSslConfiguration(configuration);
    m_socket->setReadBufferSize(kReadBuffer);
    connect(m_socket, &QSslSocket::encrypted, this, &ClientChannel::greet);
    connect(m_socket, &QSslSocket::readyRead, this, &ClientChannel::receive);
    connect(m_socket, &QSslSocket::disconnected, this, &ClientChannel::socketFailed);
    // Queued: a socket may fail inside connectToHostEncrypted.
    connect(m_socket, &QSslSocket::errorOccurred, this, &ClientChannel::socketFailed, Qt::QueuedConnection);
    m_socket->connectToHostEncrypted(m_host, m_port);
    armTimer();
}

void ClientChannel::greet()
{
    const CertificateInfo presented = infoOf(m_socket->peerCertificate());
    if (m_pin.isEmpty()) {
        m_offered = presented.fingerprint;
        dropSocket();
        Q_EMIT certificateUnknown(presented);
        return;
    }
    if (presented.fingerprint != m_pin) {
        const QPointer<ClientChannel> self(this);
        dropSocket();
        Q_EMIT certificateChanged(m_pin, presented);
        if (self && m_state == State::Closed) {
            fail(certificateError("certificate-changed",
                                  QStringLiteral("the server has another certificate than before")));
        }
        return;
    }
    const QPointer<QSslSocket> socket(m_socket);
    Q_EMIT certificateTrusted(presented);
    if (socket == nullptr || socket != m_socket) {
        return; // closed by whoever heard of it
    }
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_heard = std::chrono::steady_clock::now();
    v1::Frame frame;
    frame.mutable_hello()->set_version(kProtocolVersion);
    frame.mutable_hello()->set_program(m_program.toStdString());
    frame.mutable_hello()->set_frame_limit(kFrameLimitSignedIn);
    send(frame);
}

void ClientChannel::receive()
{
    while (m_socket != nullptr && m_socket->bytesAvailable() > 0) {
        const QByteArray bytes = m_socket->read(kReadStep);
        if (bytes.isEmpty()) {
            break;
        }
        m_heard = std::chrono::steady_clock::now();
        m_pinged = false;
        m_reader.append(bytes);
        if (!takeFrames()) {
            return;
        }
    }
    armTimer();
}

bool ClientChannel::takeFrames()
{
    const QPointer<ClientChannel> self(this);
    const QPointer<QSslSocket> socket(m_socket);
    while (true) {
        auto frame = m_reader.next();
        Status taken = frame ? Status() : Status(propagate(frame));
        if (taken && !frame->has_value()) {
            return true;
        }
        if (taken) {
            taken = take(**frame);
        }
        if (!self || socket == nullptr || m_socket != socket) {
            return false; // a handler has closed, reconnected or deleted us
        }
        if (!taken) {
            const Error &error = taken.error();
            fail(reasonOf(error).isEmpty() || error.code == ErrorCode::Invalid ? violation(error.message)
                                                                               : error);
            return false;
        }
    }
}

Status ClientChannel::take(const v1::Frame &frame)
{
    if (m_state == State::Connecting) {
        return frame.has_close() ? takeOfConnection(frame) : takeHello(frame);
    }
    return frame.stream_id() == 0 ? takeOfConnection(frame) : m_calls->take(frame);
}

Status ClientChannel::takeHello(const v1::Frame &frame)
{
    if (frame.stream_id() != 0 || !frame.has_hello() || frame.hello().version() == 0 ||
        frame.hello().features_size() > kMaxFeatures) {
        return tl::unexpected<Error>(violation(QStringLiteral("the first frame is no hello")));
    }
    const v1::Hello &hello = frame.hello();
    m_hello.version = std::min(hello.version(), kProtocolVersion);
    for (const std::string &feature : hello.features()) {
        m_hello.features.append(textOf(feature));
    }
    m_hello.program = textOf(hello.program());
    m_hello.serverId = textOf(hello.server_id());
    m_serverLimit = std::clamp(hello.frame_limit(), kFrameLimitStranger, kFrameLimitSignedIn);
    m_state = State::Open;
    Q_EMIT connected(m_hello);
    return {};
}

Status ClientChannel::takeOfConnection(const v1::Frame &frame)
{
    if (frame.stream_id() == 0 && frame.has_ping()) {
        v1::Frame answer;
        answer.mutable_pong()->set_nonce(frame.ping().nonce());
        send(answer);
        return {};
    }
    if (frame.stream_id() == 0 && frame.has_pong() && frame.pong().nonce() <= m_nonce) {
        return {};
    }
    if (frame.stream_id() == 0 && frame.has_close()) {
        Status reason = fromWire(frame.close());
        Error error = reason ? transportError(reason::kNotConnected, QStringLiteral("the server closed"))
                             : std::move(reason.error());
        if (reasonOf(error).isEmpty()) {
            error.fields.insert(QStringLiteral("reason"), QLatin1String(reason::kNotConnected));
        }
        fail(error);
        return {};
    }
    return tl::unexpected<Error>(violation(QStringLiteral("an unexpected frame of the connection")));
}

void ClientChannel::send(const v1::Frame &frame)
{
    if (m_socket == nullptr) {
        return;
    }
    m_socket->write(encodeFrame(frame));
    if (m_socket->bytesToWrite() + m_socket->encryptedBytesToWrite() > m_options.maxQueued) {
        // Not from here: whoever sends does not expect to be closed under its feet.
        QMetaObject::invokeMethod(
            m_socket,
            [this] {
                fail(transportError(reason::kNotConnected, QStringLiteral("the server takes up nothing")));
            },
            Qt::QueuedConnection);
    }
}

RpcCallId ClientChannel::start(const QString &method, const QByteArray &request, QObject *context,
                               RpcHandlers handlers, RpcOptions options)
{
    if (m_state != State::Open) {
        return m_calls->refuse(context, std::move(handlers),
                               transportError(reason::kNotConnected, QStringLiteral("not connected")));
    }
    const quint32 limit = m_signedIn ? m_serverLimit : kFrameLimitStranger;
    if (static_cast<std::size_t>(request.size()) + static_cast<std::size_t>(method.size()) + kFrameRoom >
        limit) {
        return m_calls->refuse(context, std::move(handlers),
                               transportError(reason::kTooLarge, QStringLiteral("the request is too large")));
    }
    const RpcCallId id = m_calls->start(method, request, context, std::move(handlers), options);
    armTimer();
    return id;
}

void ClientChannel::setSignedIn(bool signedIn)
{
    const bool before = isReady();
    m_signedIn = signedIn && m_state == State::Open;
    if (m_signedIn) {
        m_reader.setLimit(kFrameLimitSignedIn);
    }
    if (isReady() != before) {
        Q_EMIT readyChanged(isReady());
    }
}

void ClientChannel::close()
{
    const bool wasReady = isReady();
    m_offered.clear();
    dropSocket();
    m_signedIn = false;
    const QPointer<ClientChannel> self(this);
    m_calls->reset(transportError(reason::kNotConnected, QStringLiteral("the connection was closed")));
    if (self && wasReady) {
        Q_EMIT readyChanged(false);
    }
}

void ClientChannel::socketFailed()
{
    if (m_socket == nullptr || sender() != m_socket) {
        return; // of a socket that was dropped
    }
    const QPointer<ClientChannel> self(this);
    receive(); // what came before the end: the server's reason above all
    if (self && m_socket != nullptr) {
        fail(transportError(reason::kNotConnected, m_socket->errorString()));
    }
}

void ClientChannel::fail(const Error &error)
{
    const bool wasReady = isReady();
    dropSocket();
    m_signedIn = false;
    const QPointer<ClientChannel> self(this);
    m_calls->reset(error);
    if (self && wasReady) {
        Q_EMIT readyChanged(false);
    }
    if (self && m_socket == nullptr) { // a handler may have connected anew: that attempt has its own end
        Q_EMIT disconnected(error);
    }
}

void ClientChannel::dropSocket()
{
    m_state = State::Closed;
    m_timer.stop();
    m_pinged = false;
    QSslSocket *socket = std::exchange(m_socket, nullptr);
    if (socket == nullptr) {
        return;
    }
    // It may be in the middle of a signal, and we in our destructor: it goes by itself, later.
    socket->disconnect(this);
    socket->setParent(nullptr);
    if (!socket->isEncrypted() || socket->state() != QAbstractSocket::ConnectedState) {
        socket->abort();
        socket->deleteLater();
        return;
    }
    // What was written goes out first; a peer that does not take it has two seconds.
    connect(socket, &QAbstractSocket::disconnected, socket, &QObject::deleteLater);
    QTimer::singleShot(std::chrono::seconds(2), socket, [socket] {
        socket->abort();
        socket->deleteLater();
    });
    socket->disconnectFromHost();
}

void ClientChannel::tick()
{
    const MonoTime now = std::chrono::steady_clock::now();
    if (m_state == State::Connecting && now >= m_dialled + m_options.connectTimeout) {
        fail(transportError(reason::kNotConnected, QStringLiteral("no answer in time")));
        return;
    }
    if (m_state == State::Open && now >= m_heard + m_options.deadAfter) {
        fail(transportError(reason::kNotConnected, QStringLiteral("the server has gone silent")));
        return;
    }
    if (m_state == State::Open && !m_pinged && now >= m_heard + m_options.pingAfter) {
        m_pinged = true;
        v1::Frame frame;
        frame.mutable_ping()->set_nonce(++m_nonce);
        send(frame);
    }
    const QPointer<ClientChannel> self(this);
    m_calls->expire(now);
    if (self) {
        armTimer();
    }
}

void ClientChannel::armTimer()
{
    if (m_state == State::Closed) {
        return;
    }
    MonoTime next = m_dialled + m_options.connectTimeout;
    if (m_state == State::Open) {
        next = m_heard + (m_pinged ? m_options.deadAfter : m_options.pingAfter);
    }
    if (const auto deadline = m_calls->nextDeadline(); deadline && *deadline < next) {
        next = *deadline;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - std::chrono::steady_clock::now());
    m_timer.start(std::max(left, std::chrono::milliseconds(0)));
}

} // namespace common
