// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/storagesettings.h"

#include <QProcess>
#include <QTemporaryDir>

namespace tests
{

/// A server of another make, by a script of tests/peers, from its "ready" until this ends.
class PeerProcess
{
public:
    /// The script is given a folder and those of `count` ports in a row that `offsets` name.
    PeerProcess(const QString &script, int count, const QList<int> &offsets);
    ~PeerProcess();
    int port() const { return m_port; }
    QString file(const QString &name) const { return m_folder + u'/' + name; }
    QByteArray content(const QString &name) const;
    void stop();

private:
    bool start(const QString &script, const QList<int> &offsets);

    QTemporaryDir m_dir;
    QString m_folder;
    QProcess m_process;
    int m_port = 0;
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
    int port() const { return m_process.port(); }
    int tlsPort() const { return port() + 1; }

private:
    PeerProcess m_process;
};

/// A server with a certificate that ended yesterday, by an authority of its own (tests/peers/expired.sh).
class ExpiredPeer
{
public:
    ExpiredPeer();
    int port() const { return m_process.port(); }
    QByteArray authority() const { return m_process.content(QStringLiteral("ca.pem")); }

private:
    PeerProcess m_process;
};

} // namespace tests
