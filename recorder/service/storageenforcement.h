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

/// What a tenant's recordings of one media are beyond its limits. What must not go is not made up for by what
/// may: that counts as if the other were not there. When what must not go is beyond the limit by itself,
/// nothing goes for size or length.
struct LimitExcess {
    qint64 bytes = 0; ///< of those that may go
    qint64 lengthMs = 0;
    qint64 beforeMs = 0;    ///< what began earlier is too old
    qint64 beyondBytes = 0; ///< of all
    qint64 beyondMs = 0;
    qint64 keptOld = 0; ///< calls that are too old and must not go
    bool keptAlone = false;

    bool wants(const RemovableCall &call) const
    {
        return bytes > 0 || lengthMs > 0 || call.connectMs < beforeMs;
    }
    void take(const RemovableCall &call)
    {
        bytes -= call.bytes;
        lengthMs -= call.durationMs;
        beyondBytes -= call.bytes;
        beyondMs -= call.durationMs;
    }
    bool isReached() const { return beyondBytes <= 0 && beyondMs <= 0 && keptOld == 0; }
};
LimitExcess excessOf(Transaction &transaction, const LimitedTenant &tenant, LimitedMedia media, qint64 nowMs);

/// What removing found to do, or did.
struct LimitRemoval {
    qint64 calls = 0;
    qint64 bytes = 0;
    qint64 lengthMs = 0;
};
/// What would go now. Reads only.
LimitRemoval planRemoval(Transaction &transaction, const LimitedTenant &tenant, LimitedMedia media,
                         LimitExcess &excess);
/// These limits were tried: from now on they, or wider ones, are enforced.
void noteTrial(Transaction &transaction, const QList<LimitedTenant> &tenants, qint64 nowMs);

struct RemovalOrder {
    TenantKey tenant{};
    LimitedMedia media{};
    qint64 nowMs = 0;   ///< by which recordings are too old
    bool asked = false; ///< by somebody, for this run: whether or not it is switched on
};
/// One portion of it, oldest first: rows and the order to remove the files, in this transaction. The setting,
/// the limits and what there is are read anew: who changes his mind is heard at the next portion.
struct RemovalStep {
    LimitRemoval removed;
    LimitExcess excess;             ///< that is left
    RemovalRepository::Place place; ///< go on behind it
    bool finished = false;
    bool switchedOff = false; ///< nothing was removed, of nobody
    bool untried = false;     ///< nor of this tenant: no trial was of limits as tight as these
};
RemovalStep removePortion(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                          const RemovalOrder &order, const RemovalRepository::Place &after);

/// Whether the clock goes on from where it was when somebody or a run of the job last trusted it: not back by
/// more than an hour, not ahead by more than a week. By a clock that jumped nothing is removed until somebody
/// says so (Enforce, SetEnforcement).
bool isClockSane(Transaction &transaction, qint64 nowMs);
void trustClock(Transaction &transaction, qint64 nowMs);

} // namespace recorder
