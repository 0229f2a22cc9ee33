// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/certificate.h"

#include <QMutex>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QThread>

#include <functional>

namespace tests
{

/// An HTTPS server on 127.0.0.1, in a thread of its own, that answers with whatever a test says: the path
/// (and after a blank the body) to all bytes of the answer; none = never an answer.
class FakeHttps
{
public:
    using Answer = std::function<QByteArray(const QByteArray &path, const QByteArray &request)>;

    explicit FakeHttps(Answer answer)
        : m_answer(std::move(answer))
    {
        const auto made = common::ServerCertificate::generate(QStringLiteral("fake"), {});
        m_caPem = made->certificatePem;
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setLocalCertificate(QSslCertificate(made->certificatePem));
        tls.setPrivateKey(QSslKey(made->keyPem, QSsl::Ec));
        m_server.setSslConfiguration(tls);
        QObject::connect(&m_server, &QTcpServer::pendingConnectionAvailable, &m_server, [this] { serve(); });
        if (!m_server.listen(QHostAddress::LocalHost)) {
            qFatal("no port");
        }
        m_port = m_server.serverPort();
        m_server.moveToThread(&m_thread);
        m_thread.start();
    }
    ~FakeHttps()
    {
        QMetaObject::invokeMethod(
            &m_server,
            [this] {
                m_server.close();
                qDeleteAll(m_server.findChildren<QSslSocket *>());
                m_server.moveToThread(nullptr);
            },
            Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }

    QString url() const { return QStringLiteral("https://127.0.0.1:%1").arg(m_port); }
    QByteArray caPem() const { return m_caPem; }
    QByteArrayList paths() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_paths;
    }
    static QByteArray reply(const QByteArray &body, const QByteArray &status = "200 OK",
                            const QByteArray &more = {})
    {
        return "HTTP/1.1 " + status +
               "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
               QByteArray::number(body.size()) + "\r\n" + more + "\r\n" + body;
    }

private:
    void serve()
    {
        while (auto *socket = qobject_cast<QSslSocket *>(m_server.nextPendingConnection())) {
            QObject::connect(socket, &QSslSocket::readyRead, socket, [this, socket] { read(socket); });
            read(socket);
        }
    }
    void read(QSslSocket *socket)
    {
        QByteArray request = socket->property("request").toByteArray() + socket->readAll();
        socket->setProperty("request", request);
        const qsizetype end = request.indexOf("\r\n\r\n");
        const qsizetype at = request.toLower().indexOf("content-length: ");
        const qsizetype length = at < 0 ? 0 : request.mid(at + 16, 10).split('\r').first().toInt();
        if (end < 0 || request.size() < end + 4 + length || socket->property("answered").toBool()) {
            return;
        }
        socket->setProperty("answered", true);
        const QByteArray path = request.split(' ').value(1);
        {
            const QMutexLocker lock(&m_mutex);
            m_paths.append(path);
        }
        const QByteArray answer = m_answer(path, request);
        if (!answer.isEmpty()) {
            socket->write(answer);
            socket->disconnectFromHost();
        }
    }

    Answer m_answer;
    QByteArray m_caPem;
    QThread m_thread;
    QSslServer m_server;
    quint16 m_port = 0;
    mutable QMutex m_mutex;
    QByteArrayList m_paths;
};

} // namespace tests
