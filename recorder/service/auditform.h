// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/auditrecords.h"

#include "common/core/result.h"
#include "common/crypto/ed25519.h"
#include "common/crypto/sha256.h"

#include <QList>

#include <string>

namespace recorder
{

/// Bytes that are hashed of an audit row: each field as a netstring ("5:admin,"), in the order of
/// AuditFields. docs/security.md says it for others; whoever changes it breaks every chain that exists.
void appendCanonical(const AuditFields &row, std::string &out);

/// Hashes rows one after the other: hash = SHA-256(previous hash || canonical bytes). One thread.
class ChainHasher
{
public:
    /// Of the link before the first: 32 zero bytes.
    static QByteArray origin() { return QByteArray(common::Sha256::kSize, '\0'); }
    QByteArray next(const QByteArray &previous, const AuditFields &row);

private:
    common::Sha256 m_hash;
    std::string m_bytes;
};

/// The digest of a Removed: SHA-256 over audit id (8 bytes, big-endian) and hash of each link.
class LinkDigest
{
public:
    void add(const ChainLink &link);
    QByteArray finish() { return m_hash.finish(); }

private:
    common::Sha256 m_hash;
};

/// What is signed of a head: lines of text, each ended by LF.
QByteArray signedText(const AuditHead &head);
/// What the next head has as `previous`: SHA-256 over text and signature; zeros for null.
QByteArray hashOf(const AuditHead *head);
/// The first 32 hex digits of the public key's SHA-256.
QString signerIdOf(const QByteArray &publicKey);
common::Status signHead(AuditHead &head, const common::SigningKey &key);

/// A head as a line of the file beside the database, without the LF. It holds all that is needed to verify
/// it.
QByteArray lineOf(const AuditHead &head, const QByteArray &publicKey);
/// Invalid when the line is no head or its signature is wrong.
common::Result<AuditHead> headOfLine(const QByteArray &line);

} // namespace recorder
