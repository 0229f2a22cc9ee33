// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/storagepeers.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTcpServer>

#include <list>
#include <pwd.h>
#include <unistd.h>

namespace tests
{

using recorder::StorageTargetSettings;
using recorder::StorageType;

namespace
{

/// Below what the system gives to clients.
constexpr int kFirst = 20'000;
constexpr int kLast = 32'000;

bool areFree(int first, int count)
{
    std::list<QTcpServer> held;
    for (int port = first; port < first + count; ++port) {
        if (!held.emplace_back().listen(QHostAddress::LocalHost, static_cast<quint16>(port))) {
            return false;
        }
    }
    return true;
}

} // namespace

int freePorts(int count)
{
    for (int attempt = 0; attempt < 100; ++attempt) {
        const int first = QRandomGenerator::global()->bounded(kFirst, kLast - count);
        if (areFree(first, count)) {
            return first;
        }
    }
    qFatal("no ports");
    return 0;
}

PeerProcess::PeerProcess(const QString &script, const QStringList &arguments)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(QStringLiteral("bash"), QStringList{qEnvironmentVariable("EARSHOT_SOURCE") +
                                                            QStringLiteral("/tests/peers/") + script,
                                                        m_dir.path()} +
                                                arguments);
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(90'000)) {
            qFatal("%s does not start", qPrintable(script));
        }
    }
}

PeerProcess::~PeerProcess()
{
    stop();
}

void PeerProcess::stop()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.terminate();
        if (!m_process.waitForFinished(20'000)) {
            m_process.kill();
            m_process.waitForFinished(5'000);
        }
    }
}

QByteArray PeerProcess::content(const QString &name) const
{
    QFile file(this->file(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

FtpPeer::FtpPeer()
    : m_port(freePorts(30))
    , m_process(QStringLiteral("ftp.sh"),
                {QString::number(m_port), QString::number(m_port + 10), QString::number(m_port + 20)})
{
}

StorageTargetSettings FtpPeer::settings(Tls tls) const
{
    StorageTargetSettings settings;
    settings.type = StorageType::Ftp;
    settings.host = QStringLiteral("127.0.0.1");
    settings.port = m_port + 10 * static_cast<int>(tls);
    settings.user = QStringLiteral("anonymous");
    settings.password = QStringLiteral("ftp-pass-1");
    settings.requireTls = tls != Tls::None;
    settings.implicitTls = tls == Tls::Implicit;
    settings.caCertificates = m_process.content(QStringLiteral("ca.pem"));
    settings.basePath = QStringLiteral("base/calls");
    return settings;
}

SftpPeer::SftpPeer()
    : m_port(freePorts(1))
    , m_process(QStringLiteral("sftp.sh"), {QString::number(m_port)})
{
}

StorageTargetSettings SftpPeer::settings() const
{
    StorageTargetSettings settings;
    settings.type = StorageType::Sftp;
    settings.host = QStringLiteral("127.0.0.1");
    settings.port = m_port;
    settings.user = QString::fromLocal8Bit(::getpwuid(::getuid())->pw_name);
    settings.sshKey = m_process.content(QStringLiteral("user"));
    settings.hostKey = QString::fromLatin1(m_process.content(QStringLiteral("hostkey.txt"))).trimmed();
    settings.basePath = QStringLiteral("base/calls");
    return settings;
}

StorageTargetSettings SftpPeer::rsaSettings() const
{
    StorageTargetSettings settings = this->settings();
    settings.sshKey = m_process.content(QStringLiteral("user-rsa"));
    settings.password = QStringLiteral("key-pass-1");
    return settings;
}

S3Peer::S3Peer()
    : m_port(freePorts(70))
    , m_process(QStringLiteral("s3.sh"),
                {QString::number(m_port), QString::number(m_port + 1), QString::number(m_port + 2)})
{
}

S3Peer &S3Peer::shared()
{
    static S3Peer peer;
    return peer;
}

StorageTargetSettings S3Peer::settings(bool tls) const
{
    StorageTargetSettings settings;
    settings.type = StorageType::S3;
    settings.endpoint = QStringLiteral("%1://127.0.0.1:%2")
                            .arg(tls ? QStringLiteral("https") : QStringLiteral("http"))
                            .arg(tls ? tlsPort() : port());
    settings.bucket = QStringLiteral("recordings");
    settings.accessKeyId = QStringLiteral("RECKEY");
    settings.secretAccessKey = QStringLiteral("recsecret");
    settings.caCertificates = m_process.content(QStringLiteral("ca.pem"));
    settings.basePath = QStringLiteral("/base/calls/");
    return settings;
}

ExpiredPeer::ExpiredPeer()
    : m_port(freePorts(1))
    , m_process(QStringLiteral("expired.sh"), {QString::number(m_port)})
{
}

} // namespace tests
