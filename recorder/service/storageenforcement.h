// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/store/removalrepository.h"

#include "common/model/job.h"
#include "common/model/storageusage.h"

namespace recorder
{

/// The job that warns and removes (recorder/upload/limitsjob.h).
extern const QString kStorageLimitsJob;

common::Result<common::StorageEnforcement> storageEnforcement(Transaction &transaction,
                                                              const TenantScope &scope);
/// Denied (system = not-allowed) for everybody whose scope is less than everything; Invalid (enabled =
/// trial-needed) to switch it on when no trial was done in the last 24 hours; Conflict (version = changed).
common::Result<common::StorageEnforcement> setStorageEnforcement(Transaction &transaction,
                                                                 const TenantScope &scope, AuditDetail &trail,
                                                                 const common::StorageEnforcement &wanted);
/// Puts the job into the queue. Denied as above; Conflict (trial = trial-needed) for what is no trial, (job =
/// runs).
common::Result<common::JobRecord> enforceStorageLimits(Transaction &transaction, const TenantScope &scope,
                                                       AuditDetail &trail, bool trial);

/// What a tenant's recordings of one media are beyond its limits.
struct LimitExcess {
    qint64 bytes = 0;
    qint64 lengthMs = 0;
    qint64 beforeMs = 0; ///< what began earlier is too old

    bool wants(const RemovableCall &call) const
    {
        return bytes > 0 || lengthMs > 0 || call.connectMs < beforeMs;
    }
    void take(const RemovableCall &call)
    {
        bytes -= call.bytes;
        lengthMs -= call.durationMs;
    }
    bool isReached() const { return bytes <= 0 && lengthMs <= 0; }
};
LimitExcess excessOf(const LimitedTenant &tenant, LimitedMedia media, qint64 nowMs);

/// What removing found to do, or did.
struct LimitRemoval {
    qint64 calls = 0;
    qint64 bytes = 0;
    qint64 lengthMs = 0;
};
/// What would go now. Reads only.
LimitRemoval planRemoval(Transaction &transaction, const LimitedTenant &tenant, LimitedMedia media,
                         LimitExcess &excess);
/// One portion of it, oldest first: rows and the order to remove the files, in this transaction.
struct RemovalStep {
    LimitRemoval removed;
    RemovalRepository::Place place; ///< go on behind it
    bool finished = false;
};
RemovalStep removePortion(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                          const LimitedTenant &tenant, LimitedMedia media, LimitExcess &excess,
                          const RemovalRepository::Place &after);

/// Whether the clock goes on from where it was when somebody or a run of the job last trusted it: not back by
/// more than an hour, not ahead by more than a week. By a clock that jumped nothing is removed until somebody
/// says so (Enforce, SetEnforcement).
bool isClockSane(Transaction &transaction, qint64 nowMs);
void trustClock(Transaction &transaction, qint64 nowMs);

} // namespace recorder
