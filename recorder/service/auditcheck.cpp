// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/auditcheck.h"

#include <algorithm>

namespace recorder
{

namespace
{

/// How far behind a place the row that belongs there is looked for.
constexpr int kSearch = 20000;
/// Each head vouches for those before it; the signatures of the newest are verified one by one all the same
/// (60 us each: a year has 100,000 of them).
constexpr qsizetype kVerified = 500;

} // namespace

AuditCheck::AuditCheck(QList<AuditHead> heads, const QList<AuditSigner> &signers, Memory memory)
    : m_heads(std::move(heads))
    , m_memory(std::move(memory))
{
    m_last.hash = ChainHasher::origin();
    checkHeads(signers);
    if (m_verdict.good) {
        checkMemory();
    }
    std::stable_sort(m_points.begin(), m_points.end(),
                     [](const Point &a, const Point &b) { return a.position < b.position; });
}

void AuditCheck::wrong(const char *reason, const QString &detail, qint64 position, qint64 auditId)
{
    if (m_verdict.good) {
        m_verdict.good = false;
        m_verdict.reason = QString::fromLatin1(reason);
        m_verdict.detail = detail;
        m_verdict.position = position;
        m_verdict.firstBad = auditId;
    }
}

void AuditCheck::checkHeads(const QList<AuditSigner> &signers)
{
    QHash<QString, QByteArray> keys;
    for (const AuditSigner &signer : signers) {
        if (signer.keyId == signerIdOf(signer.publicKey)) {
            keys.insert(signer.keyId, signer.publicKey);
        }
    }
    if (!m_memory.publicKey.isEmpty()) {
        keys.insert(m_memory.keyId, m_memory.publicKey);
    }
    qint64 number = 0;
    qint64 position = 0;
    QByteArray previous = hashOf(nullptr);
    for (const AuditHead &head : m_heads) {
        ++number;
        if (head.number != number) {
            wrong("missing", QStringLiteral("signed head %1 is missing").arg(number), head.position, 0);
            return;
        }
        const bool isNew = number > m_heads.size() - kVerified;
        if (head.previous != previous ||
            (isNew && !common::verifySignature(keys.value(head.keyId), signedText(head), head.signature))) {
            wrong("signature", QStringLiteral("signed head %1 was changed").arg(number), head.position, 0);
            return;
        }
        previous = hashOf(&head);
        const bool removed = head.kind == AuditHead::Kind::Removed;
        if (head.position < (removed ? m_removedUpTo : position)) {
            wrong("reordered", QStringLiteral("head %1 goes back").arg(number), head.position, 0);
            return;
        }
        position = removed ? position : head.position;
        m_removedUpTo = removed ? std::max(m_removedUpTo, head.position) : m_removedUpTo;
        m_points.push_back({head.position, head.hash, removed ? &head : nullptr, false});
        m_verdict.lastHeadMs = std::max(m_verdict.lastHeadMs, head.atMs);
        ++m_verdict.heads;
    }
}

void AuditCheck::checkMemory()
{
    if (m_memory.fileDamaged) {
        wrong("signature", QStringLiteral("the file of heads has a line that is no signed head"), 0, 0);
        return;
    }
    for (const AuditHead &head : m_memory.heads) {
        if (head.number < 1 || head.number > m_heads.size()) {
            wrong("cut",
                  QStringLiteral("the file of heads knows head %1, the database does not").arg(head.number),
                  head.position, 0);
            return;
        }
        if (m_heads.at(head.number - 1) != head) {
            wrong("cut",
                  QStringLiteral("head %1 of the file is another one in the database").arg(head.number),
                  head.position, 0);
            return;
        }
    }
    if (m_memory.tail) {
        m_points.push_back({m_memory.tail->position, m_memory.tail->hash, nullptr, true});
    }
}

bool AuditCheck::search(const ChainLink &link, const AuditFields *row)
{
    const QByteArray hash = row ? m_hasher.next(m_search->previous, *row) : QByteArray();
    if (!hash.isEmpty() && (hash == m_search->expected || hash == link.hash)) {
        m_verdict.reason = QStringLiteral("reordered");
        m_verdict.detail = QStringLiteral("the entry of position %1 stands at %2")
                               .arg(m_search->position)
                               .arg(link.position);
        return false;
    }
    return --m_search->left > 0;
}

void AuditCheck::checkPoints(const ChainLink &link)
{
    for (; m_nextPoint < m_points.size() && m_points[m_nextPoint].position == link.position; ++m_nextPoint) {
        const Point &point = m_points[m_nextPoint];
        if (point.hash != link.hash) {
            wrong("changed",
                  point.fromFile ? QStringLiteral("the chain is not the one that this recorder wrote")
                                 : QStringLiteral("the chain is not the one that was signed"),
                  link.position, link.auditId);
        } else if (point.removed != nullptr && m_digest.finish() != point.removed->digest) {
            wrong("changed", QStringLiteral("the links of removed entries are not those that were signed"),
                  link.position, link.auditId);
        }
    }
}

bool AuditCheck::add(const ChainLink &link, const AuditFields *row)
{
    if (m_search) {
        return search(link, row);
    }
    if (!m_verdict.good) {
        return false;
    }
    if (link.position != m_last.position + 1) {
        wrong("missing", QStringLiteral("position %1 is missing").arg(m_last.position + 1),
              m_last.position + 1, link.auditId);
        return false;
    }
    if (row == nullptr) {
        if (link.position > m_removedUpTo) {
            wrong("missing", QStringLiteral("the entry of position %1 is missing").arg(link.position),
                  link.position, link.auditId);
            return false;
        }
    } else if (m_hasher.next(m_last.hash, *row) != link.hash) {
        wrong("changed",
              QStringLiteral("the entry of position %1 is not what was written").arg(link.position),
              link.position, link.auditId);
        m_search = Search{m_last.hash, link.hash, link.position, link.auditId, kSearch};
        return true;
    } else {
        ++m_verdict.entries;
    }
    if (link.position <= m_removedUpTo) {
        m_digest.add(link);
    }
    checkPoints(link);
    m_last = link;
    return m_verdict.good;
}

void AuditCheck::stranger(qint64 auditId)
{
    if (auditId != 0) {
        wrong("added", QStringLiteral("entry %1 is in no chain").arg(auditId), 0, auditId);
    }
}

AuditVerdict AuditCheck::finish()
{
    if (m_verdict.good && m_nextPoint < m_points.size()) {
        const Point &point = m_points[m_nextPoint];
        wrong("cut",
              QStringLiteral("the chain ends at position %1; %2 was there")
                  .arg(m_last.position)
                  .arg(point.position),
              point.position, 0);
    }
    return m_verdict;
}

} // namespace recorder
