// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/jobrecords.h"
#include "recorder/store/transaction.h"

#include "common/core/result.h"
#include "common/model/job.h"
#include "common/model/listing.h"

namespace recorder
{

/// Jobs as people see them, and the schedule. Running them is JobRuns.
class JobRepository
{
public:
    explicit JobRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    struct Owner {
        common::UserId id; ///< null = the schedule
        QString name;
        QString requestId;
        common::UserId impersonator{};
    };
    /// The tenant must be set.
    void insert(const QUuid &id, const NewJob &job, const Owner &owner, qint64 nowMs);
    /// One of the kind and subject waits or runs. Locks the pair until the end of the transaction, so that
    /// two who ask at once are told one after the other.
    bool isUnderWay(const QString &kind, const QString &subject);
    int waitingOf(const common::UserId &owner);

    common::Result<common::ListPageOf<common::JobRecord>> list(const JobReach &reach,
                                                               const common::ListQuery &query);
    /// Without lines.
    std::optional<common::JobRecord> get(const JobReach &reach, const QUuid &id);
    QList<common::JobRecord> getAll(const JobReach &reach, const QList<QUuid> &ids);
    QList<common::JobRecord> unended(const JobReach &reach);
    QList<common::JobLine> lines(const QUuid &id);
    /// One that waits has ended then, one that runs is told. False when it had ended.
    bool cancel(const QUuid &id, qint64 nowMs);
    TenantKey tenantOf(const QUuid &id);

    void setSchedule(const JobSchedule &schedule, qint64 nextMs);
    void removeSchedule(const QString &kind, const QString &subject);
    struct Due {
        QUuid id;
        JobSchedule schedule;
        qint64 nextMs = 0;
    };
    /// Those whose time has come, or that are further away than `latestMs`: a clock jumped. Locked until the
    /// end of the transaction, what other hosts look at is left out.
    QList<Due> dueSchedules(qint64 nowMs, qint64 latestMs);
    void setNext(const QUuid &schedule, qint64 nextMs);

private:
    QList<common::JobRecord> find(const QString &condition, const SqlParams &params);
    Transaction &m_transaction;
};

} // namespace recorder
