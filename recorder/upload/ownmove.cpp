// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/ownmove.h"

#include "recorder/upload/localcopy.h"
#include "recorder/upload/movetrail.h"

namespace recorder
{

using common::Result;

namespace
{

constexpr int kCallsAtOnce = 200;

CopyFault samePlace()
{
    return {CopyFault::Of::Job,
            {common::ErrorCode::Conflict,
             QStringLiteral("the target is the recorder's own folder"),
             {{QStringLiteral("to"), QStringLiteral("same-place")}}}};
}

} // namespace

std::optional<CopyFault> probeOwnFolder(const JobContext &job, const OpenTarget &open, TargetKey to,
                                        const MoveFolders &folders, const QString &key)
{
    auto session = open(to);
    auto same =
        session ? isSameFile(**session, folders.own, key, key) : Result<bool>(common::propagate(session));
    if (!same) {
        return CopyFault{CopyFault::Of::To, same.error()};
    }
    if (*same) {
        return samePlace();
    }
    session->reset();
    const OpenTarget ends = [&](TargetKey target) {
        StorageTargetSettings own;
        own.basePath = folders.own;
        return target == kOwnFolder ? openStorageTarget(own, {}, {}) : open(target);
    };
    return FileCopier([&job] { return job.cancelled(); }, ends, folders.work, kOwnFolder, to).probe(key);
}

Result<MoveCount> queueOwnFiles(JobContext &job, const StorageMovePlan &plan,
                                const std::function<void(qint64 files)> &progress)
{
    struct Queued {
        MoveCount files{};
        common::CallId last{};
    };
    MoveCount all;
    for (common::CallId after;;) {
        auto queued = job.run<Queued>(
            movingOperation(true),
            [&](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) -> Result<Queued> {
                OwnFiles own = StorageMoves(transaction).nextOwn(plan.filter, after, kCallsAtOnce);
                Queued some{{own.files.size(), 0}, own.last};
                for (UploadPlan &file : own.files) {
                    file.target = static_cast<TargetKey>(plan.to.key);
                    some.files.bytes += file.size;
                }
                UploadQueue(transaction).add(own.files, scope.nowMs());
                noteMoved(trail, plan, some.files.files);
                trail.drop(some.files.files == 0);
                return some;
            });
        if (!queued) {
            return common::propagate(queued);
        }
        all.files += queued->files.files;
        all.bytes += queued->files.bytes;
        progress(all.files);
        after = queued->last;
        if (after.isNull()) {
            return all;
        }
        if (job.cancelled()) {
            return jobCancelled();
        }
    }
}

} // namespace recorder
