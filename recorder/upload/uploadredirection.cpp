// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/uploadredirection.h"

#include "recorder/upload/movetrail.h"

#include <QDeadlineTimer>
#include <QThread>

namespace recorder
{

using common::Result;

namespace
{

constexpr int kAtOnce = 200;
/// A worker's lease, and some more: then whatever it had is free.
constexpr std::chrono::seconds kOneTry{75};

Result<MoveCount> redirectSome(JobContext &job, const StorageMovePlan &plan)
{
    return job.run<MoveCount>(
        movingOperation(true),
        [&plan](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) -> Result<MoveCount> {
            const MoveCount some =
                StorageMoves(transaction)
                    .redirect(plan.filter, static_cast<TargetKey>(plan.to.key), scope.nowMs(), kAtOnce);
            noteMoved(trail, plan, some.files);
            trail.drop(some.files == 0);
            return some;
        });
}

struct Left {
    qint64 waiting = 0;
    qint64 there = 0;
};

Result<Left> left(JobContext &job, const StorageMovePlan &plan)
{
    return job.run<Left>(
        movingOperation(false),
        [&plan](Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<Left> {
            StorageMoves moves(transaction);
            const qint64 waiting = moves.waiting(plan.filter).files; // first: meanwhile it may have arrived
            return Left{waiting, moves.count(plan.filter).files};
        });
}

/// For a moment.
void pause(const JobContext &job)
{
    for (int i = 0; i < 5 && !job.cancelled(); ++i) {
        QThread::msleep(100);
    }
}

} // namespace

Result<Redirected> redirectUploads(JobContext &job, const StorageMovePlan &plan,
                                   const std::function<void(qint64 files)> &progress)
{
    Redirected all;
    for (const QDeadlineTimer patience(kOneTry);;) {
        auto some = redirectSome(job, plan);
        auto rest = some ? left(job, plan) : Result<Left>(common::propagate(some));
        if (!rest) {
            return common::propagate(rest);
        }
        all.files.files += some->files;
        all.files.bytes += some->bytes;
        all.stillSent = rest->waiting;
        all.there = rest->there;
        progress(all.files.files);
        if (rest->waiting == 0 || patience.hasExpired()) {
            return all;
        }
        if (some->files == 0) {
            pause(job);
        }
        if (job.cancelled()) {
            return jobCancelled();
        }
    }
}

} // namespace recorder
