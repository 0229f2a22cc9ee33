// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/auditform.h"

#include <QHash>

#include <optional>

namespace recorder
{

struct AuditVerdict {
    bool good = true;
    qint64 entries = 0;  ///< rows that were read and hashed
    qint64 heads = 0;    ///< signed heads that were verified
    qint64 position = 0; ///< of what is wrong; 0 = nothing, or beyond the chain
    qint64 firstBad = 0; ///< id of the audit row there; 0 = none
    QString reason;      ///< "changed", "missing", "reordered", "added", "cut", "signature"
    QString detail;      ///< for the log and the command line
    qint64 lastHeadMs = 0;

    bool operator==(const AuditVerdict &) const = default;
};

/// Is every entry there as it was written? Fed with the chain in the order of its positions; knows neither
/// database nor files. Stops at the first thing that is wrong.
class AuditCheck
{
public:
    /// What the recorder remembers outside of the database: the newest heads of its file and the last link
    /// that it wrote.
    struct Memory {
        QList<AuditHead> heads;
        std::optional<ChainLink> tail;
        QString keyId;        ///< of this recorder's own key, whose public half is not asked of the database
        QByteArray publicKey; ///< empty = no own key
        bool fileDamaged = false;
    };

    AuditCheck(QList<AuditHead> heads, const QList<AuditSigner> &signers, Memory memory);

    /// False: something is wrong by now, no more links are needed.
    bool add(const ChainLink &link, const AuditFields *row);
    /// A row that has no position and waits for none: 0 = there is none.
    void stranger(qint64 auditId);
    AuditVerdict finish();

private:
    /// What must be the hash at a position, and who says so.
    struct Point {
        qint64 position;
        QByteArray hash;
        const AuditHead *removed;
        bool fromFile;
    };
    void checkHeads(const QList<AuditSigner> &signers);
    void checkMemory();
    void checkPoints(const ChainLink &link);
    /// Looks for the row that belongs where one does not fit.
    bool search(const ChainLink &link, const AuditFields *row);
    void wrong(const char *reason, const QString &detail, qint64 position, qint64 auditId);

    struct Search {
        QByteArray previous;
        QByteArray expected;
        qint64 position;
        qint64 auditId;
        int left;
    };

    const QList<AuditHead> m_heads;
    const Memory m_memory;
    std::vector<Point> m_points; ///< by position
    std::size_t m_nextPoint = 0;
    qint64 m_removedUpTo = 0;
    ChainHasher m_hasher;
    LinkDigest m_digest;
    ChainLink m_last;
    std::optional<Search> m_search;
    AuditVerdict m_verdict;
};

} // namespace recorder
