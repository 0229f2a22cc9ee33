// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/proto/frame.pb.h"
#include "common/proto/session.pb.h"
#include "common/rpc/framecodec.h"

#include <QElapsedTimer>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>

namespace tests
{

/// Connects a thousand times a second from an address of its own; whoever is let in tries wrong passwords.
class SignInFlood : public QObject
{
public:
    explicit SignInFlood(quint16 port)
        : m_port(port)
    {
        connect(&m_timer, &QTimer::timeout, this, &SignInFlood::more);
        m_timer.setTimerType(Qt::PreciseTimer);
        m_clock.start();
        m_timer.start(5);
    }
    void stop()
    {
        m_seconds = static_cast<double>(m_clock.elapsed()) / 1000;
        m_timer.stop();
    }
    double perSecond() const { return static_cast<double>(m_attempts) / m_seconds; }
    int answers() const { return m_answers; }

private:
    static constexpr int kPerSecond = 1050;
    static constexpr int kMostOpen = 400; ///< of our own sockets; older ones give way

    void more()
    {
        // By the clock: a timer that came late is made up for.
        while (m_attempts < m_clock.elapsed() * kPerSecond / 1000) {
            attempt();
        }
        const QList<QSslSocket *> open = findChildren<QSslSocket *>(Qt::FindDirectChildrenOnly);
        for (qsizetype i = 0; i + kMostOpen < open.size(); ++i) {
            delete open.at(i);
        }
    }
    void attempt()
    {
        ++m_attempts;
        auto *socket = new QSslSocket(this);
        QSslConfiguration tls;
        tls.setPeerVerifyMode(QSslSocket::VerifyNone);
        tls.setProtocol(QSsl::TlsV1_3OrLater);
        socket->setSslConfiguration(tls);
        socket->bind(QHostAddress(QStringLiteral("127.0.0.2")));
        connect(socket, &QSslSocket::encrypted, this, [socket] { socket->write(wrongPassword()); });
        connect(socket, &QSslSocket::readyRead, this, [this, socket] {
            if (socket->readAll().size() > 0) {
                ++m_answers;
            }
        });
        connect(socket, &QSslSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QSslSocket::errorOccurred, socket, &QObject::deleteLater);
        socket->connectToHostEncrypted(QStringLiteral("127.0.0.1"), m_port);
    }
    static QByteArray wrongPassword()
    {
        earshot::v1::Frame hello;
        hello.mutable_hello()->set_version(common::kProtocolVersion);
        hello.mutable_hello()->set_program("flood");
        QByteArray bytes = common::encodeFrame(hello);
        for (quint32 stream = 1; stream <= 7; stream += 2) {
            earshot::v1::SignInRequest request;
            request.set_login("boss");
            request.set_secret(std::string(32, 'x'));
            earshot::v1::Frame open;
            open.set_stream_id(stream);
            open.mutable_open()->set_method("earshot.v1.Session/SignIn");
            open.mutable_open()->set_request(request.SerializeAsString());
            bytes += common::encodeFrame(open);
        }
        return bytes;
    }

    const quint16 m_port;
    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_seconds = 0;
    qint64 m_attempts = 0;
    int m_answers = 0;
};

} // namespace tests
