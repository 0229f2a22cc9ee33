// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/singleinstance.h"

#include <QCryptographicHash>
#include <QDir>
#include <QLocalSocket>
#include <QTimer>

#include <memory>

namespace console
{

using namespace std::chrono_literals;

namespace
{
constexpr auto kPatience = 1s;
constexpr qint64 kLongestMessage = 4096;
const QByteArray kAnswer("earshot\n");
} // namespace

SingleInstance::SingleInstance(const QString &dataFolder, QObject *parent)
    : QObject(parent)
    , m_name(QStringLiteral("earshot-console-") +
             QString::fromLatin1(
                 QCryptographicHash::hash(
                     (QDir::homePath() + QLatin1Char('|') + QDir(dataFolder).absolutePath()).toUtf8(),
                     QCryptographicHash::Sha256)
                     .toHex()
                     .left(16)))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *socket = m_server.nextPendingConnection()) {
            receive(socket);
        }
    });
}

void SingleInstance::start(const QString &message)
{
    auto *socket = new QLocalSocket(this);
    auto *timer = new QTimer(socket);
    auto done = std::make_shared<bool>(false);
    const auto finish = [this, socket, done](bool answered) {
        if (std::exchange(*done, true)) {
            return;
        }
        socket->disconnect(this);
        socket->abort();
        socket->deleteLater();
        if (answered) {
            Q_EMIT handedOver();
        } else {
            listen();
            Q_EMIT first();
        }
    };
    connect(socket, &QLocalSocket::connected, this,
            [socket, message] { socket->write(message.toUtf8().left(kLongestMessage - 1) + '\n'); });
    connect(socket, &QLocalSocket::readyRead, this, [socket, finish] {
        if (socket->canReadLine()) {
            finish(socket->readLine() == kAnswer);
        }
    });
    connect(
        socket, &QLocalSocket::errorOccurred, this, [finish] { finish(false); }, Qt::QueuedConnection);
    timer->setSingleShot(true);
    connect(timer, &QTimer::timeout, this, [finish] { finish(false); });
    timer->start(kPatience);
    socket->connectToServer(m_name);
}

void SingleInstance::listen()
{
    if (!m_server.listen(m_name)) {
        // A socket that a killed console left behind.
        QLocalServer::removeServer(m_name);
        if (!m_server.listen(m_name)) {
            qWarning("later starts cannot find this console: %s", qPrintable(m_server.errorString()));
        }
    }
}

void SingleInstance::receive(QLocalSocket *socket)
{
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    const auto read = [this, socket] {
        if (socket->canReadLine()) {
            const QString message = QString::fromUtf8(socket->readLine(kLongestMessage)).trimmed();
            socket->write(kAnswer);
            socket->disconnectFromServer(); // after what was written
            Q_EMIT messageReceived(message);
        } else if (socket->bytesAvailable() > kLongestMessage) {
            socket->abort();
        }
    };
    connect(socket, &QLocalSocket::readyRead, this, read);
    read();
}

} // namespace console
