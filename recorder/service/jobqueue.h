// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/store/jobrecords.h"

#include "common/model/job.h"
#include "common/model/listing.h"

namespace recorder
{

/// What takes time is put into the queue inside the gate, by the use case of a method, and run by some host
/// with the rights that its owner has then (recorder/jobs). Jobs of one's own; with the permission jobs.view
/// and a scope of at least the tenant those of the tenant; unrestricted, all.
///
/// Conflict (job = runs) when it is `single` and there is one; (jobs = too-many) when 20 of the owner wait.
common::Result<common::JobRecord> enqueueJob(Transaction &transaction, const TenantScope &scope,
                                             AuditDetail &trail, const NewJob &job);

/// Fields: kind, state, owner, ended; orders: created.
common::Result<common::ListPageOf<common::JobRecord>>
listJobs(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query);
/// With its lines. NotFound (id) when it is none of those that one may see.
common::Result<common::JobRecord> showJob(Transaction &transaction, const TenantScope &scope,
                                          const QString &id);
/// Whose jobs somebody sees.
JobReach jobReachOf(const TenantScope &scope);
/// For the watch, within what jobReachOf() said when it began; without lines, oldest first.
common::Result<QList<common::JobRecord>> jobsWithin(Transaction &transaction, const JobReach &reach,
                                                    const QList<QUuid> &ids);
common::Result<QList<common::JobRecord>> unendedJobs(Transaction &transaction, const JobReach &reach);
/// One that waits ends at once, one that runs stops at its next row. Nothing happens to one that has ended.
common::Result<common::JobRecord> cancelJob(Transaction &transaction, const TenantScope &scope,
                                            AuditDetail &trail, const QString &id);

/// Made or changed; the first job comes when it is due for the first time from `nowMs` on. The job's owner is
/// the system.
void setJobSchedule(Transaction &transaction, const JobSchedule &schedule, qint64 nowMs);
void removeJobSchedule(Transaction &transaction, const QString &kind, const QString &subject);
/// When a schedule is due next after `afterMs`.
qint64 nextRunMs(const JobSchedule &schedule, qint64 afterMs);

} // namespace recorder
