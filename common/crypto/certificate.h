// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace common
{

/// The recorder's own TLS certificate and key, made on first start. Consoles pin it (trust.md A9), so it is
/// never made anew as long as its files are there, not even when it has expired.
struct ServerCertificate {
    QByteArray certificatePem;
    QByteArray keyPem;      ///< PKCS#8, not encrypted
    QByteArray fingerprint; ///< SHA-256 of the certificate (DER), 32 bytes

    /// EC P-256, SHA-256, self-signed, 10 years; `names` are host names or addresses, localhost, 127.0.0.1
    /// and ::1 are added. Invalid for a name that is neither. A few milliseconds.
    static Result<ServerCertificate> generate(const QString &commonName, const QStringList &names);
    /// NotFound when neither file is there; Denied when group or others may read the key; Invalid when one is
    /// missing, damaged, or they do not belong together.
    static Result<ServerCertificate> load(const QString &certificateFile, const QString &keyFile);
    /// Files of mode 0600, each written whole or not at all and synced, the key first.
    static Result<ServerCertificate> loadOrCreate(const QString &certificateFile, const QString &keyFile,
                                                  const QString &commonName, const QStringList &names);
};

/// "3F:A0:..." as people compare it.
QString fingerprintText(const QByteArray &fingerprint);

} // namespace common
