// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/auditrecords.h"

#include <QList>

#include <functional>

namespace recorder
{

class Transaction;

/// Positions and hashes of audit rows. Knows not how a hash is made.
class AuditChainRepository
{
public:
    explicit AuditChainRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }

    /// Until the end of the transaction this is the only one of the installation that adds to chain and
    /// heads; waits for its turn. First of all in a transaction: what is read afterwards is the newest.
    void lock();
    /// Everything that is read afterwards is of one moment. First of all in a transaction.
    void freeze();

    /// The last link; position 0 and no hash when there is none.
    ChainLink end();
    /// Up to `limit` committed rows without a position, by id. The fields are valid inside the call.
    int readUnchained(int limit, const std::function<void(const AuditFields &)> &use);
    void append(const QList<ChainLink> &links);
    /// at_ms of the oldest row without a position; 0 = there is none.
    qint64 oldestUnchainedMs();
    QList<ChainLink> links(qint64 after, qint64 upTo);

    /// What verification reads: each link with its row, null when that is gone.
    using UseLink = std::function<void(const ChainLink &, const AuditFields *)>;
    struct Part {
        int size = 0;
        qint64 last = 0; ///< position
        /// Goes through it; may be called on another thread, while the next part is read.
        std::function<void(const UseLink &)> each;
    };
    Part readChain(qint64 after, int limit);
    /// The first row that has neither a position nor waits for one; 0 = none.
    qint64 firstStranger();

    /// The last position before the first row that is not older than this.
    qint64 lastBefore(qint64 cutoffMs);
    /// Removes up to `limit` of the rows whose position is at most `upTo`: how many. The links stay.
    int removeRows(qint64 upTo, int limit);

private:
    Transaction &m_transaction;
};

} // namespace recorder
