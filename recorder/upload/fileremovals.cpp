// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/fileremovals.h"

#include "recorder/upload/targetbreaker.h"

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

constexpr int kAtOnce = 100;
constexpr int kMostFailed = 100; // of a target in one run

Operation removing()
{
    return {QStringLiteral("earshot.v1.StorageUsage/Enforce"),
            QStringLiteral("system.edit"),
            false,
            false,
            QStringLiteral("storage-usage"),
            QStringLiteral("show")};
}

qint64 dueOf(const FileRemoval &file, const common::Error &error, qint64 nowMs)
{
    return isLockedByStorage(error)
               ? lockedTryMs(error, nowMs)
               : nowMs + backoff(file.attempts, UploadWorker::kFirstPause, UploadWorker::kLastPause).count();
}

} // namespace

bool isAboutTheFile(const QString &cause)
{
    for (const char *own :
         {"permission", "read-only", "not-found", "name", "key", "mismatch", "same-place"}) {
        if (cause == QLatin1String(own)) {
            return true;
        }
    }
    return false;
}

Result<StorageTarget *> FileRemovals::session(TargetKey target)
{
    auto &open = m_sessions[target];
    if (!open) {
        auto made = m_open(target);
        if (!made) {
            return common::propagate(made);
        }
        open = std::move(*made);
    }
    return open.get();
}

Status FileRemovals::settle(const Outcome &outcome)
{
    auto written = m_job.run<bool>(
        removing(), [&](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<bool> {
            RemovalRepository files(transaction);
            files.removed(outcome.gone);
            for (const auto &[file, error] : outcome.failed) {
                files.failed(file.id, dueOf(file, error, scope.nowMs()), storageCause(error));
            }
            return true;
        });
    return written ? Status() : Status(common::propagate(written));
}

void FileRemovals::removeAll(TargetKey target, const QList<FileRemoval> &files, const QDeadlineTimer &until,
                             Outcome &outcome)
{
    auto open = session(target);
    for (const FileRemoval &file : files) {
        if (outcome.isDead || m_job.cancelled() || until.hasExpired()) {
            return;
        }
        const Status removed = open ? (*open)->remove(file.path) : Status(common::propagate(open));
        if (removed) {
            outcome.gone.append(file.id);
            continue;
        }
        outcome.failed.append({file, removed.error()});
        if (isLockedByStorage(removed.error())) {
            m_locked.add(file.path);
            continue;
        }
        const QString cause = storageCause(removed.error());
        outcome.isDead = !isAboutTheFile(cause) || ++m_failed[target] >= kMostFailed;
        m_worst = isAboutTheFile(cause) ? QStringLiteral("file-stays") : QStringLiteral("unreachable");
        m_job.line({0, {}, m_worst, file.path + QLatin1String(": ") + cause, true});
    }
}

Result<bool> FileRemovals::removeSome(TargetKey target, const QDeadlineTimer &until)
{
    auto files = m_job.run<QList<FileRemoval>>(
        removing(),
        [&](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<QList<FileRemoval>> {
            return RemovalRepository(transaction).due(target, scope.nowMs(), kAtOnce);
        });
    if (!files) {
        return common::propagate(files);
    }
    if (files->isEmpty()) {
        return false;
    }
    Outcome outcome;
    removeAll(target, *files, until, outcome);
    if (Status settled = settle(outcome); !settled) {
        return common::propagate(settled);
    }
    if (m_job.cancelled()) {
        return jobCancelled();
    }
    return !outcome.isDead;
}

Status FileRemovals::run(const QDeadlineTimer &until)
{
    auto targets = m_job.run<QList<TargetKey>>(
        removing(),
        [](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<QList<TargetKey>> {
            return RemovalRepository(transaction).dueTargets(scope.nowMs());
        });
    if (!targets) {
        return common::propagate(targets);
    }
    QList<TargetKey> left = *targets;
    while (!left.isEmpty() && !until.hasExpired()) {
        const QList<TargetKey> round = left;
        for (const TargetKey target : round) {
            auto more = removeSome(target, until);
            if (!more) {
                return common::propagate(more);
            }
            if (!*more) {
                left.removeOne(target);
            }
        }
    }
    m_over = !left.isEmpty();
    if (!m_locked.isEmpty()) {
        m_job.line(m_locked.line());
    }
    return {};
}

} // namespace recorder
