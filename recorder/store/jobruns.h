// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/jobrecords.h"
#include "recorder/store/transaction.h"

#include "common/model/job.h"

#include <QSet>

#include <chrono>

namespace recorder
{

/// The queue as those see it who run jobs. `runner` is the id of one run of one recorder. Leases go by the
/// database's clock, which all hosts share.
class JobRuns
{
public:
    explicit JobRuns(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    struct Runner {
        QUuid id;
        QString host;
        std::chrono::milliseconds lease;
    };
    /// The oldest that waits, of these kinds; nobody else gets it.
    std::optional<JobTask> take(const Runner &runner, const QStringList &kinds, qint64 nowMs);
    /// Prolongs the leases of all that the runner has; those of them that somebody asked to stop.
    QSet<QUuid> renew(const Runner &runner);

    enum class Hold { Own, Cancelled, Lost };
    /// Locks the job's row until the end of the transaction.
    Hold hold(const QUuid &job, const QUuid &runner);

    void setProgress(const QUuid &job, const QUuid &runner, const common::JobProgress &progress);
    /// `first` is the number of the first of them among the job's lines. Nothing when it is another run's.
    void addLines(const QUuid &job, const QUuid &runner, int first, const QList<common::JobLine> &lines);
    struct End {
        QString state;
        QString reason; ///< of failed
        qint64 atMs = 0;
    };
    /// False when the job has ended already or is another run's.
    bool end(const QUuid &job, const QUuid &runner, const End &end);

    struct Lost {
        QUuid id;
        TenantKey tenant{};
        QString kind;
        int attempt = 1;
        bool stopping = false;
    };
    /// Those whose lease is over; locked until the end of the transaction, what others look at is left out.
    QList<Lost> lost();
    /// One of those: waits again, as if it had never run.
    void putBack(const QUuid &job);
    void fail(const QUuid &job, const End &end);

    struct Change {
        QUuid id;
        TenantKey tenant{};
        qint64 atUs = 0; ///< by the database's clock
    };
    /// What any host did to jobs after the moment, in that order.
    QList<Change> changesSince(qint64 atUs);
    qint64 clockUs();
    /// Jobs that ended before; with their lines.
    int removeEnded(qint64 beforeMs);

private:
    Transaction &m_transaction;
};

} // namespace recorder
