// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/storagepeers.h"

#include "tests/support/testports.h"

#include <QFile>

#include <pwd.h>
#include <unistd.h>

namespace tests
{

using recorder::StorageTargetSettings;
using recorder::StorageType;

namespace
{
constexpr int kReadyTimeout = 90'000;
} // namespace

PeerProcess::PeerProcess(const QString &script, int count, const QList<int> &offsets)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    // A stranger may take a port between the look at it and the server's start: then it starts at others.
    for (int attempt = 0; attempt < 3; ++attempt) {
        m_port = reservedPorts(count);
        m_folder = m_dir.filePath(QString::number(attempt));
        if (start(script, offsets)) {
            return;
        }
        qWarning("%s does not start at port %d", qPrintable(script), m_port);
        stop();
    }
    qFatal("%s does not start", qPrintable(script));
}

bool PeerProcess::start(const QString &script, const QList<int> &offsets)
{
    QStringList arguments{qEnvironmentVariable("EARSHOT_SOURCE") + QStringLiteral("/tests/peers/") + script,
                          m_folder};
    for (const int offset : offsets) {
        arguments.append(QString::number(m_port + offset));
    }
    m_process.start(QStringLiteral("bash"), arguments);
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(kReadyTimeout)) {
            return false;
        }
    }
    return true;
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
    : m_process(QStringLiteral("ftp.sh"), 30, {0, 10, 20})
{
}

StorageTargetSettings FtpPeer::settings(Tls tls) const
{
    StorageTargetSettings settings;
    settings.type = StorageType::Ftp;
    settings.host = QStringLiteral("127.0.0.1");
    settings.port = m_process.port() + 10 * static_cast<int>(tls);
    settings.user = QStringLiteral("anonymous");
    settings.password = QStringLiteral("ftp-pass-1");
    settings.requireTls = tls != Tls::None;
    settings.implicitTls = tls == Tls::Implicit;
    settings.caCertificates = m_process.content(QStringLiteral("ca.pem"));
    settings.basePath = QStringLiteral("base/calls");
    return settings;
}

SftpPeer::SftpPeer()
    : m_process(QStringLiteral("sftp.sh"), 1, {0})
{
}

StorageTargetSettings SftpPeer::settings() const
{
    StorageTargetSettings settings;
    settings.type = StorageType::Sftp;
    settings.host = QStringLiteral("127.0.0.1");
    settings.port = m_process.port();
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
    : m_process(QStringLiteral("s3.sh"), 70, {0, 1, 2})
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
    : m_process(QStringLiteral("expired.sh"), 1, {0})
{
}

} // namespace tests
