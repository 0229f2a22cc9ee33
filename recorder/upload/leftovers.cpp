// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/leftovers.h"

#include "common/core/failpoint.h"

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

constexpr int kAtOnce = 16; // in a transaction that waits for the target

/// What could not be removed keeps its row: those before it are gone and forgotten all the same.
struct Removed {
    int rows = 0;
    std::optional<common::Error> failure{};
};

Removed removeSome(Transaction &transaction, TargetKey target, StorageTarget &session, qint64 untilMs,
                   bool settledOnly)
{
    StorageMoves moves(transaction);
    Removed removed;
    for (const Leftover &leftover : moves.take(target, untilMs, settledOnly, kAtOnce)) {
        if (!leftover.named) {
            static_cast<void>(common::failpoint("move.before-remove"));
            if (Status gone = session.remove(leftover.place.path); !gone) {
                removed.failure = gone.error();
                break;
            }
        }
        moves.forget(leftover.place);
        ++removed.rows;
    }
    return removed;
}

} // namespace

Result<int> removeLeftovers(JobContext &job, const Operation &operation, TargetKey target,
                            StorageTarget &session, const LeftoverAge &age)
{
    int all = 0;
    for (;;) {
        if (job.cancelled()) {
            return jobCancelled();
        }
        auto some = job.run<Removed>(
            operation,
            [&](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<Removed> {
                return removeSome(transaction, target, session, scope.nowMs() - age.least.count(),
                                  age.settledOnly);
            });
        if (!some) {
            return common::propagate(some);
        }
        all += some->rows;
        if (some->failure) {
            return tl::unexpected<common::Error>(*some->failure);
        }
        if (some->rows < kAtOnce) {
            return all;
        }
    }
}

} // namespace recorder
