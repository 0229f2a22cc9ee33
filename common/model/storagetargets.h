// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace common
{

/// A storage target as pages and services exchange it (common/proto/storagetargets.proto says more about each
/// field). Secrets never come from the recorder; empty = unchanged.
struct StorageTargetRecord {
    QString id;
    QString tenantId;
    QString tenant; ///< empty = of the system
    bool system = false;
    QString name;
    QString kind = QStringLiteral("local"); ///< local, ftp, sftp, s3
    QString basePath;

    QString host;
    int port = 0;
    QString user;
    QString password;
    bool hasPassword = false;
    bool requireTls = true;
    bool implicitTls = false;
    QString sshKey;
    bool hasSshKey = false;
    QString hostKey;
    bool posixRename = true;

    QString bucket;
    QString accessKeyId;
    QString secretAccessKey;
    bool hasSecretAccessKey = false;
    QString endpoint = QStringLiteral("https://s3.amazonaws.com");
    QString region;
    int signatureVersion = 0; ///< 0 = default, 2, 4
    bool virtualHost = false;
    bool sse = false;
    bool useProxy = false;
    QString proxyHost;
    int proxyPort = 0;
    QString proxyUser;
    QString proxyPassword;
    bool hasProxyPassword = false;

    QString caCertificates;
    bool builtIn = false; ///< the recorder's own folder: neither edited nor removed
    int version = 0;

    qint64 testedMs = 0; ///< when these settings were tested last; 0 = never
    QString testedStep;  ///< the step that failed, a code; empty = it passed
    QString testedCause; ///< why, a code

    bool operator==(const StorageTargetRecord &) const = default;
};

} // namespace common
