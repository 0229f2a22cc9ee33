// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/rawpeer.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QSslCertificate>
#include <QSslKey>
#include <QTimer>

namespace tests
{

namespace v1 = earshot::v1;

bool waitUntil(const std::function<bool()> &condition, int ms)
{
    QElapsedTimer timer;
    timer.start();
    QTimer pulse; // the condition may become true without an event
    pulse.start(2);
    while (!condition()) {
        if (timer.elapsed() > ms) {
            return false;
        }
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    return true;
}

const common::ServerCertificate &testCertificate()
{
    static const auto made = common::ServerCertificate::generate(QStringLiteral("test"), {}).value();
    return made;
}

const common::ServerCertificate &otherCertificate()
{
    static const auto made = common::ServerCertificate::generate(QStringLiteral("test"), {}).value();
    return made;
}

QSslConfiguration serverTls(const common::ServerCertificate &certificate, QSsl::SslProtocol protocol)
{
    QSslConfiguration tls;
    tls.setLocalCertificate(QSslCertificate(certificate.certificatePem));
    tls.setPrivateKey(QSslKey(certificate.keyPem, QSsl::Ec));
    tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    tls.setProtocol(protocol);
    return tls;
}

RawPeer::RawPeer(quint16 port)
    : m_socket(std::make_unique<QSslSocket>())
{
    QSslConfiguration tls;
    tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    tls.setProtocol(QSsl::TlsV1_3OrLater);
    m_socket->setSslConfiguration(tls);
    watch();
    m_socket->connectToHostEncrypted(QStringLiteral("127.0.0.1"), port);
}

RawPeer::RawPeer(QSslSocket *socket)
    : m_socket(socket)
{
    watch();
    m_reader.append(socket->readAll());
}

void RawPeer::watch()
{
    QObject::connect(m_socket.get(), &QSslSocket::readyRead, m_socket.get(), [this] {
        const QByteArray bytes = m_socket->readAll();
        m_received += bytes.size();
        m_reader.append(bytes);
    });
}

bool RawPeer::secured()
{
    return waitUntil([this] { return m_socket->isEncrypted(); });
}

bool RawPeer::hello()
{
    if (!secured()) {
        return false;
    }
    v1::Frame frame;
    frame.mutable_hello()->set_version(1);
    frame.mutable_hello()->set_program("raw 1");
    send(frame);
    const auto answer = next();
    return answer && answer->has_hello();
}

void RawPeer::sendBytes(const QByteArray &bytes)
{
    m_socket->write(bytes);
    m_socket->flush();
}

void RawPeer::open(quint32 stream, const QByteArray &method, const std::string &request, quint32 deadline)
{
    v1::Frame frame;
    frame.set_stream_id(stream);
    frame.mutable_open()->set_method(method.toStdString());
    frame.mutable_open()->set_request(request);
    frame.mutable_open()->set_deadline_ms(deadline);
    frame.mutable_open()->set_request_id("r-" + std::to_string(stream));
    send(frame);
}

void RawPeer::credit(quint32 stream, quint32 bytes)
{
    v1::Frame frame;
    frame.set_stream_id(stream);
    frame.set_credit(bytes);
    send(frame);
}

void RawPeer::cancel(quint32 stream)
{
    v1::Frame frame;
    frame.set_stream_id(stream);
    frame.mutable_cancel();
    send(frame);
}

void RawPeer::end(quint32 stream)
{
    v1::Frame frame;
    frame.set_stream_id(stream);
    frame.mutable_end();
    send(frame);
}

std::optional<v1::Frame> RawPeer::next(int ms)
{
    std::optional<v1::Frame> frame;
    waitUntil(
        [&] {
            auto read = m_reader.next();
            frame = read ? std::move(*read) : std::nullopt;
            return frame || !read ||
                   (m_socket->state() == QAbstractSocket::UnconnectedState &&
                    m_socket->bytesAvailable() == 0);
        },
        ms);
    return frame;
}

std::optional<v1::Status> RawPeer::endOf(quint32 stream, int ms)
{
    while (auto frame = next(ms)) {
        if (frame->has_end() && frame->stream_id() == stream) {
            return frame->end().status();
        }
    }
    return std::nullopt;
}

std::optional<v1::Status> RawPeer::closed(int ms)
{
    std::optional<v1::Status> reason;
    while (auto frame = next(ms)) {
        if (frame->has_close() && frame->stream_id() == 0) {
            reason = frame->close();
            m_socket->disconnectFromHost(); // as docs/protocol.md asks; who does not is closed a second later
        }
    }
    return gone(ms) ? reason : std::nullopt;
}

bool RawPeer::gone(int ms)
{
    return waitUntil([this] { return m_socket->state() == QAbstractSocket::UnconnectedState; }, ms);
}

void RawPeer::stopReading()
{
    m_socket->setReadBufferSize(1024);
    QObject::disconnect(m_socket.get(), &QSslSocket::readyRead, nullptr, nullptr);
}

RawServer::RawServer(QSslConfiguration tls)
    : m_tls(std::move(tls))
{
    listen(QHostAddress(QHostAddress::LocalHost));
}

void RawServer::incomingConnection(qintptr descriptor)
{
    ++m_accepted;
    auto *socket = new QSslSocket(this);
    socket->setSocketDescriptor(descriptor);
    socket->setSslConfiguration(m_tls);
    connect(socket, &QSslSocket::encrypted, this, [this, socket] { m_waiting.append(socket); });
    socket->startServerEncryption();
}

std::unique_ptr<RawPeer> RawServer::accept(int ms)
{
    if (!waitUntil([this] { return !m_waiting.isEmpty(); }, ms)) {
        return nullptr;
    }
    QSslSocket *socket = m_waiting.takeFirst();
    socket->setParent(nullptr);
    return std::make_unique<RawPeer>(socket);
}

std::unique_ptr<RawPeer> RawServer::greet(int ms)
{
    auto peer = accept(ms);
    const auto hello = peer ? peer->next(ms) : std::nullopt;
    if (!hello || !hello->has_hello()) {
        return nullptr;
    }
    v1::Frame answer;
    answer.mutable_hello()->set_version(1);
    answer.mutable_hello()->set_program("raw 1");
    answer.mutable_hello()->set_server_id("0190a1b2-0000-7000-8000-000000000001");
    answer.mutable_hello()->set_frame_limit(common::kFrameLimitSignedIn);
    peer->send(answer);
    return peer;
}

} // namespace tests
