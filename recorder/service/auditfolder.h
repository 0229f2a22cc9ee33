// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/auditcheck.h"

#include "common/crypto/hostkey.h"

#include <functional>

namespace recorder
{

/// What of the audit trail lies beside the database, so that who has the database alone cannot write another
/// trail: the signing key (sealed by the host key), audit-heads.jsonl (every head, synced) and
/// audit-tail.json (the last link that this recorder wrote); and signing-keys.pem, whose signatures this
/// recorder believes. One thread at a time; memory() from any process.
class AuditFolder
{
public:
    /// Makes the key when there is none, and notes its public half in signing-keys.pem. Invalid while there
    /// is one that the host key does not open: only who moves it away gets another.
    static common::Result<AuditFolder> open(const QString &folder, const common::HostKey &hostKey,
                                            const QString &recorder);

    const common::SigningKey &key() const { return m_key; }
    const AuditSigner &signer() const { return m_signer; }

    /// Number of the last head in the file; 0 = none.
    qint64 lastHead() const { return m_lastHead; }
    common::Status append(const QList<AuditHead> &heads, const QList<AuditSigner> &signers);
    /// Not synced: after a power cut it may be an older one, which is as true.
    common::Status writeTail(const ChainLink &link) const;

    /// What verification compares with the database; read before the database. Without a key when the host
    /// key is not given or does not fit.
    static AuditCheck::Memory memory(const QString &folder, const common::HostKey *hostKey);

private:
    AuditFolder(QString folder, common::SigningKey key, AuditSigner signer)
        : m_folder(std::move(folder))
        , m_key(std::move(key))
        , m_signer(std::move(signer))
    {
    }
    QString m_folder;
    common::SigningKey m_key;
    AuditSigner m_signer;
    qint64 m_lastHead = 0;
};

/// The key that this recorder signs with, read anew each time. Any thread. Unavailable (key = no-signing-key)
/// until the keeper of the audit trail has made it, and when the host key does not open it.
using SigningKeySource = std::function<common::Result<common::SigningKey>()>;
SigningKeySource signingKeyOf(const QString &folder, const common::HostKey &hostKey);

/// The public keys of signing-keys.pem: those that this recorder has signed with, and what an administrator
/// of its host put there of other recorders'. audit_keys and the heads in audit-heads.jsonl come from the
/// database, so whoever owns that can put keys of his own there; here he cannot. Read anew each time; any
/// thread.
using VouchedKeys = std::function<QList<QByteArray>()>;
VouchedKeys vouchedKeysOf(const QString &folder);

} // namespace recorder
