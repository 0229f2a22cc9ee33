// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/syslogsender.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QHostInfo>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QThread>
#include <QUdpSocket>

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>

namespace recorder
{

using common::Status;

namespace
{

constexpr qsizetype kDatagram = 2048;
constexpr qsizetype kStream = 8192;

tl::unexpected<common::Error> unreachable(const QString &why)
{
    return common::fail(common::ErrorCode::Unavailable, QStringLiteral("syslog: %1").arg(why));
}

} // namespace

SyslogSender::SyslogSender(SyslogTarget target)
    : m_target(std::move(target))
{
}

SyslogSender::~SyslogSender() = default;

qsizetype SyslogSender::limitOf(const QString &transport)
{
    return isStream(transport) ? kStream : kDatagram;
}

bool SyslogSender::isStream(const QString &transport)
{
    return transport != QLatin1String("udp") && transport != QLatin1String("local");
}

bool SyslogSender::stillConnected()
{
    if (!m_stream) {
        return false;
    }
    m_stream->waitForReadyRead(0); // notices the end of the connection
    m_stream->readAll();
    if (m_stream->state() != QAbstractSocket::ConnectedState) {
        m_stream.reset();
    }
    return m_stream != nullptr;
}

Status SyslogSender::send(const QList<QByteArray> &messages)
{
    if (m_target.transport == QLatin1String("local")) {
        return sendLocal(messages);
    }
    return m_target.transport == QLatin1String("udp") ? sendDatagrams(messages) : sendStream(messages);
}

/// /dev/log is a datagram socket; its owner may be restarted at any time.
Status SyslogSender::sendLocal(const QList<QByteArray> &messages)
{
    if (!m_local) {
        m_local = common::FileDescriptor(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const QByteArray path = QFile::encodeName(m_target.localPath);
        if (path.size() >= static_cast<qsizetype>(sizeof address.sun_path)) {
            return unreachable(QStringLiteral("the path is too long"));
        }
        std::copy(path.begin(), path.end(), address.sun_path);
        const timeval patience{m_target.patience.count() / 1000, 0};
        ::setsockopt(m_local.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        if (::connect(m_local.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
            const Status failed =
                unreachable(common::describeErrno(QStringLiteral("cannot reach"), m_target.localPath));
            m_local.reset();
            return failed;
        }
    }
    for (const QByteArray &message : messages) {
        if (::send(m_local.get(), message.constData(), static_cast<std::size_t>(message.size()),
                   MSG_NOSIGNAL) < 0) {
            const Status failed =
                unreachable(common::describeErrno(QStringLiteral("cannot send to"), m_target.localPath));
            m_local.reset();
            return failed;
        }
    }
    return {};
}

Status SyslogSender::sendDatagrams(const QList<QByteArray> &messages)
{
    QHostAddress address(m_target.host);
    if (address.isNull()) {
        const QHostInfo found = QHostInfo::fromName(m_target.host);
        if (found.addresses().isEmpty()) {
            return unreachable(found.errorString());
        }
        address = found.addresses().first();
    }
    QUdpSocket socket;
    for (const QByteArray &message : messages) {
        if (socket.writeDatagram(message, address, static_cast<quint16>(m_target.port)) != message.size()) {
            return unreachable(socket.errorString());
        }
    }
    return {};
}

Status SyslogSender::connectStream()
{
    const int patience = static_cast<int>(m_target.patience.count());
    const auto port = static_cast<quint16>(m_target.port);
    m_stream = std::make_unique<QSslSocket>();
    bool good = false;
    if (m_target.transport == QLatin1String("tls")) {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setProtocol(QSsl::TlsV1_2OrLater);
        configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
        if (!m_target.ca.isEmpty()) {
            configuration.setCaCertificates(QSslCertificate::fromData(m_target.ca.toUtf8(), QSsl::Pem));
        }
        m_stream->setSslConfiguration(configuration);
        m_stream->connectToHostEncrypted(m_target.host, port);
        good = m_stream->waitForEncrypted(patience);
    } else {
        m_stream->connectToHost(m_target.host, port);
        good = m_stream->waitForConnected(patience);
    }
    if (!good) {
        const Status failed = unreachable(m_stream->errorString());
        m_stream.reset();
        return failed;
    }
    return {};
}

/// A receiver that closes has not taken what still is on its way: that is sent again.
Status SyslogSender::waitForAcknowledgement()
{
    const QDeadlineTimer deadline(m_target.patience);
    for (;;) {
        int unacknowledged = 0;
        if (!stillConnected() ||
            ::ioctl(static_cast<int>(m_stream->socketDescriptor()), SIOCOUTQ, &unacknowledged) != 0) {
            return unreachable(QStringLiteral("the receiver closed the connection"));
        }
        if (unacknowledged == 0) {
            return {};
        }
        if (deadline.hasExpired()) {
            return unreachable(QStringLiteral("the receiver takes nothing"));
        }
        QThread::msleep(2);
    }
}

/// Octet counting (RFC 6587 section 3.4.1, RFC 5425 section 4.3).
Status SyslogSender::sendStream(const QList<QByteArray> &messages)
{
    if (!m_stream) {
        if (Status connected = connectStream(); !connected) {
            return connected;
        }
    }
    QByteArray frames;
    for (const QByteArray &message : messages) {
        frames += QByteArray::number(message.size()) + ' ' + message;
    }
    const QDeadlineTimer deadline(m_target.patience);
    m_stream->write(frames);
    while (m_stream->bytesToWrite() > 0 || m_stream->encryptedBytesToWrite() > 0) {
        if (!m_stream->waitForBytesWritten(static_cast<int>(deadline.remainingTime()))) {
            const Status failed = unreachable(m_stream->errorString());
            m_stream.reset();
            return failed;
        }
    }
    Status arrived = waitForAcknowledgement();
    if (!arrived) {
        m_stream.reset();
    }
    return arrived;
}

} // namespace recorder
