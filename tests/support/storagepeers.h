// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/storagesettings.h"

#include <QProcess>
#include <QTemporaryDir>

namespace tests
{

/// `count` ports of loopback in a row that nobody has now.
int freePorts(int count);

/// A server of another make, by a script of tests/peers, from its "ready" until this ends.
class PeerProcess
{
public:
    PeerProcess(const QString &script, const QStringList &arguments);
    ~PeerProcess();
    QString file(const QString &name) const { return m_dir.filePath(name); }
    QByteArray content(const QString &name) const;
    void stop();

private:
    QTemporaryDir m_dir;
    QProcess m_process;
};

/// vsftpd (tests/peers/ftp.sh): without TLS, with AUTH TLS, with TLS from the first byte.
class FtpPeer
{
public:
    enum class Tls { None, Explicit, Implicit };

    FtpPeer();
    recorder::StorageTargetSettings settings(Tls tls) const;
    QString files() const { return m_process.file(QStringLiteral("files")); }

private:
    int m_port;
    PeerProcess m_process;
};

/// OpenSSH (tests/peers/sftp.sh).
class SftpPeer
{
public:
    SftpPeer();
    recorder::StorageTargetSettings settings() const;
    /// Another key, with a password.
    recorder::StorageTargetSettings rsaSettings() const;
    QString files() const { return m_process.file(QStringLiteral("files")); }

private:
    int m_port;
    PeerProcess m_process;
};

/// Ceph's radosgw (tests/peers/s3.sh), with the bucket "recordings". It takes ten seconds to start: one for
/// each test program.
class S3Peer
{
public:
    S3Peer();
    static S3Peer &shared();
    recorder::StorageTargetSettings settings(bool tls = false) const;
    int port() const { return m_port; }
    int tlsPort() const { return m_port + 1; }

private:
    int m_port;
    PeerProcess m_process;
};

/// A server with a certificate that ended yesterday, by an authority of its own (tests/peers/expired.sh).
class ExpiredPeer
{
public:
    ExpiredPeer();
    int port() const { return m_port; }
    QByteArray authority() const { return m_process.content(QStringLiteral("ca.pem")); }

private:
    int m_port;
    PeerProcess m_process;
};

} // namespace tests
