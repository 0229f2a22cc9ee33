// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/jobs/purge.h"

#include "recorder/jobs/jobcontext.h"
#include "recorder/service/deletedthings.h"
#include "recorder/store/deletedrepository.h"
#include "recorder/store/jobruns.h"
#include "recorder/store/keyrepository.h"
#include "recorder/store/settingrepository.h"

#include <algorithm>

namespace recorder
{

using common::ErrorCode;
using common::Result;
using common::Status;

namespace
{

constexpr int kMost = 100'000; // of a kind, in one run; the rest goes tomorrow
constexpr qsizetype kPortion = 100;
constexpr qint64 kHourMs = 3600000LL;
constexpr qint64 kDayMs = 24 * kHourMs;
constexpr qint64 kJobsKeptMs = 90 * kDayMs;
constexpr qint64 kRetiredKeysKeptMs = 90 * kDayMs;

Operation reading()
{
    return {QStringLiteral("earshot.v1.Deleted/List"),
            QStringLiteral("deleted.view"),
            false,
            false,
            QStringLiteral("deleted"),
            QStringLiteral("list")};
}
Operation purging()
{
    return {QStringLiteral("earshot.v1.Deleted/Purge"),
            QStringLiteral("deleted.purge"),
            true,
            false,
            QStringLiteral("deleted"),
            QStringLiteral("purge")};
}

const QString kClockKey = QStringLiteral("deletedClock");
const QString kTrusted = QStringLiteral("nowMs");   ///< of the last run that removed
const QString kDoubted = QStringLiteral("doubtMs"); ///< of the first run after the jump

/// A clock that jumps a year ahead would end every retention at once, and nothing gone for good comes back.
/// So what lies outside an hour back and a week ahead of the last run is believed only when a run most of a
/// day later still says so. Kept in a transaction of its own, because the run fails.
Result<bool> isClockBelieved(JobContext &job)
{
    return job.run<bool>(
        reading(), [](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<bool> {
            SettingRepository settings(transaction);
            const QJsonObject known = settings.at(std::nullopt, kClockKey).value;
            const qint64 now = scope.nowMs();
            const auto since = [&](const QString &key) { return now - known.value(key).toInteger(); };
            const bool first = !known.contains(kTrusted);
            const bool steady = since(kTrusted) > -kHourMs && since(kTrusted) < 7 * kDayMs;
            const bool doubted =
                known.contains(kDoubted) && since(kDoubted) > -kHourMs && since(kDoubted) < 7 * kDayMs;
            const bool confirmed = doubted && since(kDoubted) >= 20 * kHourMs;
            if (first || steady || confirmed) {
                settings.set(std::nullopt, kClockKey, {{kTrusted, now}});
                return true;
            }
            if (!doubted) {
                settings.set(std::nullopt, kClockKey, {{kTrusted, known.value(kTrusted)}, {kDoubted, now}});
            }
            return false;
        });
}

Result<QList<DeletedRef>> dueOf(JobContext &job)
{
    return job.run<QList<DeletedRef>>(
        reading(),
        [](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<QList<DeletedRef>> {
            auto retention = deletedRetention(transaction, scope);
            if (!retention) {
                return common::propagate(retention);
            }
            QList<DeletedRef> due;
            for (const DeletedKind &kind : deletedKinds()) {
                for (const QUuid &id :
                     DeletedRepository(transaction)
                         .idsBefore(kind, scope.nowMs() - retention->days * kDayMs, kMost)) {
                    due.append({kind.kind, id.toString(QUuid::WithoutBraces)});
                }
            }
            return due;
        });
}

Result<int> purgeSome(JobContext &job, const QList<DeletedRef> &refs)
{
    return job.run<int>(purging(),
                        [&refs](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                            return purgeDeleted(transaction, scope, trail, refs);
                        });
}

Result<int> forgetJobs(JobContext &job)
{
    return job.run<int>(reading(),
                        [](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<int> {
                            return JobRuns(transaction).removeEnded(scope.nowMs() - kJobsKeptMs);
                        });
}

/// The keys that a password of somebody else retired: until now the password before, or the code, brought
/// them back. Here, and not where keys are kept, because here the clock is doubted.
Result<qint64> forgetRetiredKeys(JobContext &job)
{
    return job.run<qint64>(
        reading(), [](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<qint64> {
            return KeyRepository(transaction).forgetRetired(scope.nowMs() - kRetiredKeysKeptMs);
        });
}

} // namespace

Status Purge::run(JobContext &job) const
{
    auto believed = isClockBelieved(job);
    if (!believed) {
        return common::propagate(believed);
    }
    if (!*believed) {
        return common::fail(ErrorCode::Conflict, QStringLiteral("the clock jumped"),
                            {{QStringLiteral("clock"), QStringLiteral("clock-doubt")}});
    }
    auto due = dueOf(job);
    if (!due) {
        return common::propagate(due);
    }
    common::JobProgress progress{QStringLiteral("purging"), due->size()};
    // One that cannot go holds up those of its portion only until they are tried one by one.
    for (qsizetype at = 0; at < due->size(); at += kPortion) {
        const QList<DeletedRef> portion = due->mid(at, kPortion);
        auto purged = purgeSome(job, portion);
        const bool again =
            !purged && !isJobCancelled(purged.error()) &&
            (purged.error().code == ErrorCode::Conflict || purged.error().code == ErrorCode::NotFound);
        if (!purged && !again) {
            return common::propagate(purged);
        }
        for (qsizetype i = 0; again && i < portion.size() && !job.cancelled(); ++i) {
            if (!purgeSome(job, {portion.at(i)})) {
                ++progress.skipped;
                job.line({0, portion.at(i).kind, QStringLiteral("in-use"), portion.at(i).id, false});
            }
        }
        if (job.cancelled()) {
            return jobCancelled();
        }
        progress.done = at + portion.size();
        progress.changed = progress.done - progress.skipped;
        job.progress(progress);
    }
    auto keys = forgetRetiredKeys(job);
    if (!keys) {
        return common::propagate(keys);
    }
    auto forgotten = forgetJobs(job);
    return forgotten ? Status() : Status(common::propagate(forgotten));
}

} // namespace recorder
