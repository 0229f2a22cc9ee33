// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/auditheadrepository.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

namespace recorder
{

QString keyOf(AuditHead::Kind kind)
{
    return kind == AuditHead::Kind::Removed ? QStringLiteral("removed") : QStringLiteral("head");
}

QList<AuditHead> AuditHeadRepository::read(const QString &rest, qint64 number)
{
    QList<AuditHead> heads;
    for (const auto &row : m_transaction.exec(
             QStringLiteral(
                 "SELECT number, kind, position, hash, digest, previous, at_ms, key_id, signature FROM "
                 "audit_heads WHERE number > $1 ") +
                 rest,
             SqlParams().add(number))) {
        AuditHead head;
        head.number = numberOf(row[0]);
        head.kind = textOf(row[1]) == keyOf(AuditHead::Kind::Removed) ? AuditHead::Kind::Removed
                                                                      : AuditHead::Kind::Head;
        head.position = numberOf(row[2]);
        head.hash = bytesOf(row[3]);
        head.digest = bytesOf(row[4]);
        head.previous = bytesOf(row[5]);
        head.atMs = numberOf(row[6]);
        head.keyId = textOf(row[7]);
        head.signature = bytesOf(row[8]);
        heads.append(head);
    }
    return heads;
}

QList<AuditHead> AuditHeadRepository::after(qint64 number, int limit)
{
    return read(QStringLiteral("ORDER BY number LIMIT %1").arg(limit), number);
}

std::optional<AuditHead> AuditHeadRepository::last()
{
    const QList<AuditHead> found = read(QStringLiteral("ORDER BY number DESC LIMIT 1"), 0);
    return found.isEmpty() ? std::nullopt : std::optional(found.first());
}

std::optional<AuditHead> AuditHeadRepository::last(AuditHead::Kind kind)
{
    const QList<AuditHead> found =
        read(QStringLiteral("AND kind = '%1' ORDER BY number DESC LIMIT 1").arg(keyOf(kind)), 0);
    return found.isEmpty() ? std::nullopt : std::optional(found.first());
}

void AuditHeadRepository::insert(const AuditHead &head)
{
    m_transaction.exec(
        QStringLiteral("INSERT INTO audit_heads (number, kind, position, hash, digest, previous, "
                       "at_ms, key_id, signature) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
        SqlParams()
            .add(head.number)
            .add(keyOf(head.kind))
            .add(head.position)
            .addBytes(head.hash)
            .addBytes(head.digest)
            .addBytes(head.previous)
            .add(head.atMs)
            .add(head.keyId)
            .addBytes(head.signature));
}

QList<AuditSigner> AuditHeadRepository::signers()
{
    QList<AuditSigner> signers;
    for (const auto &row : m_transaction.exec(QStringLiteral(
             "SELECT key_id, public_key, recorder, made_ms FROM audit_keys ORDER BY key_id"))) {
        signers.append({textOf(row[0]), bytesOf(row[1]), textOf(row[2]), numberOf(row[3])});
    }
    return signers;
}

void AuditHeadRepository::addSigner(const AuditSigner &signer)
{
    m_transaction.exec(
        QStringLiteral("INSERT INTO audit_keys (key_id, public_key, recorder, made_ms) VALUES "
                       "($1, $2, $3, $4) ON CONFLICT DO NOTHING"),
        SqlParams().add(signer.keyId).addBytes(signer.publicKey).add(signer.recorder).add(signer.madeMs));
}

} // namespace recorder
