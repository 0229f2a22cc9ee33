// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <QStringList>

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>

namespace recorder
{

enum class StorageType { Local, Ftp, Sftp, S3 };

/// "local", "ftp", "sftp", "s3": as in the table storage_targets and in the contract.
QString keyOf(StorageType type);
std::optional<StorageType> storageTypeOf(const QString &key);

/// How a place for files is reached. A plain value with secrets in the clear: it lives as short as the work
/// does, is never logged and never goes over the wire. What a type does not use stays as it is.
struct StorageTargetSettings {
    StorageType type = StorageType::Local;
    /// Local: absolute, there already; nothing is ever touched outside of it. FTP and SFTP: a folder,
    /// relative to where the login lands unless it begins with '/', made when missing. S3: what keys begin
    /// with.
    QString basePath;

    // Local (localplace.h)
    QString targetId;   ///< empty = of a form that is not saved
    bool begun = false; ///< a test passed there, or files are there: it is no new place

    // FTP and SFTP
    QString host;
    int port = 0; ///< 0 = 21, 990 (implicit TLS), 22
    QString user;
    QString password;         ///< of SFTP's key, when it has one
    bool requireTls = true;   ///< FTP: AUTH TLS on the plain port, and nothing without it
    bool implicitTls = false; ///< FTP: TLS from the first byte
    QByteArray sshKey;        ///< SFTP: a private key, PEM or OpenSSH; empty = password
    QString hostKey;          ///< SFTP: "SHA256:..." of the server's key; empty = no server is believed yet
    bool posixRename = true;  ///< SFTP: posix-rename@openssh.com; else remove and rename

    // S3
    QString endpoint = QStringLiteral("https://s3.amazonaws.com");
    QString region; ///< empty = us-east-1
    QString bucket;
    QString accessKeyId; ///< empty = the role of the machine, when the recorder's configuration allows it
    QString secretAccessKey;
    int signatureVersion = 4; ///< 2 or 4
    bool virtualHost = false; ///< bucket.host/key instead of host/bucket/key
    bool sseAes256 = false;   ///< x-amz-server-side-encryption: AES256
    QString proxyHost;        ///< empty = none
    int proxyPort = 0;
    QString proxyUser;
    QString proxyPassword;

    QByteArray caCertificates; ///< FTP and S3 over TLS: PEM; empty = the system's
};

/// What is the recorder's to decide, not the target's.
struct StorageEnvironment {
    /// Resolves a name to addresses; an error carries the cause "name" or "forbidden". Only what
    /// it answers is connected to. Empty = the system's resolver, every address.
    std::function<common::Result<QStringList>(const QString &host)> resolve;
    bool instanceRole = false; ///< the machine's own S3 rights may be used
    QString metadataUrl = QStringLiteral("http://169.254.169.254");
    qint64 multipartFrom = qint64{64} << 20; ///< larger files go to S3 in parts
    qint64 partSize = qint64{16} << 20;      ///< at least 5 MiB, but for tests
    /// S3: what time it is, in UTC; empty = by this machine's clock.
    std::function<QDateTime()> utc{};
    /// Local: where the recorder keeps what is its own. No target is in one of them, or above.
    QStringList ownFolders{};
};

/// How long one operation may take. A cause of "timeout" or "cancelled" comes of it.
struct StoragePatience {
    std::chrono::milliseconds connect{10'000};
    std::chrono::milliseconds stall{30'000}; ///< without a byte arriving, there or here (TcpProgress)
    std::chrono::milliseconds whole{0};      ///< 0 = as long as bytes go on
    const std::atomic<bool> *stop = nullptr; ///< true ends the operation within half a second

    bool isStopped() const { return stop != nullptr && *stop; }
    /// For a last word after a stop, which must not keep anybody waiting.
    static StoragePatience brief()
    {
        constexpr std::chrono::milliseconds kMoment{700};
        return {kMoment, kMoment, kMoment, nullptr};
    }
};

} // namespace recorder
