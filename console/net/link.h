// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/rpc/rpcclient.h"

#include <QDateTime>
#include <QStringList>

namespace console
{

/// What a person needs to judge a server's certificate.
struct CertificateFacts {
    QByteArray sha256; ///< of the DER form of the leaf, 32 bytes
    QString subject;
    QString issuer;
    QStringList names; ///< subject alternative names
    QDateTime validFrom;
    QDateTime validUntil;

    bool selfSigned() const { return subject == issuer; }
};

/// Bytes as "3F:A0:…", the way browsers and openssl write a fingerprint.
QString fingerprintText(const QByteArray &sha256);

struct LinkTarget {
    QString host;
    quint16 port = 0;
    QByteArray pin; ///< empty: nothing is sent before somebody has trusted the certificate
};

/// One TLS connection at a time to a recorder, as Connection sees it: the seam between its states and the
/// wire. The same object is opened again and again. isReady() = open: calls can be made, signed in or not.
class Link : public common::RpcClient
{
    Q_OBJECT
public:
    using common::RpcClient::RpcClient;

    /// Ends what is open. Exactly one of the signals below follows, later.
    virtual void open(const LinkTarget &target) = 0;
    /// No signal follows; running calls end with the reason "not-connected" or are dropped.
    virtual void shut() = 0;
    /// Said after each sign-in and resume was answered.
    virtual void setSignedIn() = 0;

Q_SIGNALS:
    void opened(const QString &serverId);
    /// There was no pin, or it is another certificate than the pinned one. The link is shut.
    void certificateRefused(const console::CertificateFacts &facts);
    /// It is the pinned one, expired or not; opened() follows.
    void certificateTrusted(const console::CertificateFacts &facts);
    /// Could not be opened, or was open and ended: reasons as in common::ClientChannel.
    void lost(const common::Error &error);
};

} // namespace console
