// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/storagescrub.h"

#include "recorder/jobs/jobcontext.h"
#include "recorder/store/settingrepository.h"
#include "recorder/store/storageleftovers.h"
#include "recorder/store/storagetargetrepository.h"
#include "recorder/upload/leftovers.h"

#include <map>
#include <set>

namespace recorder
{

using common::ErrorCode;
using common::Result;
using common::Status;

namespace
{

const QString kCursor = QStringLiteral("storageScrub");
const QString kUnreachable = QStringLiteral("unreachable");
constexpr int kCallsAtOnce = 500;

/// The target answered: it is this file that is gone or not what it was.
bool isOfTheFile(const Status &read)
{
    const QString cause = storageCause(read.error());
    return cause == QLatin1String("not-found") || cause == QLatin1String("mismatch");
}

Operation reading()
{
    return {QStringLiteral("earshot.v1.StorageRules/Get"),
            QStringLiteral("settings.view"),
            false,
            false,
            QStringLiteral("storage-rules"),
            QStringLiteral("show")};
}

Result<QString> nameOf(JobContext &job, TargetKey target)
{
    return job.run<QString>(
        reading(), [target](Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<QString> {
            const auto found = StorageTargetRepository(transaction).findByKey(static_cast<int>(target));
            return found ? found->record.name : QString();
        });
}

Status tellWhatStays(JobContext &job, TargetKey target, const LeftoverSweep &swept)
{
    if (!swept.locked.isEmpty()) {
        job.line(swept.locked.line());
    }
    if (!swept.cause) {
        return {};
    }
    auto name = nameOf(job, target);
    if (!name) {
        return common::propagate(name);
    }
    job.line({0, {}, kNotRemoved, *name + QLatin1String(": ") + storageCause(*swept.cause), true});
    return {};
}

/// What moves have left over for longer than any of them runs. What cannot be removed is a line, and waits
/// for another night.
Status removeOld(JobContext &job, const OpenTarget &open)
{
    constexpr std::chrono::hours kOld{24};
    auto targets = job.run<QList<TargetKey>>(
        reading(),
        [=](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<QList<TargetKey>> {
            return StorageLeftovers(transaction)
                .targets(scope.nowMs() - std::chrono::milliseconds(kOld).count(), scope.nowMs());
        });
    if (!targets) {
        return common::propagate(targets);
    }
    for (const TargetKey target : std::as_const(*targets)) {
        auto session = open(target);
        LeftoverSweep swept;
        if (session) {
            auto done = removeLeftovers(job, reading(), {target, **session, open}, {kOld, false});
            if (!done) {
                return common::propagate(done);
            }
            swept = std::move(*done);
        } else {
            swept.cause = session.error();
        }
        if (Status told = tellWhatStays(job, target, swept); !told) {
            return told;
        }
    }
    return {};
}

/// One run over a part of the files.
class ScrubRun
{
public:
    ScrubRun(JobContext &job, const OpenTarget &open)
        : m_job(job)
        , m_open(open)
    {
    }
    Status run();

private:
    Result<common::CallId> begin();
    Result<PlacedFiles> next(const common::CallId &after);
    Status remember(const common::CallId &at);
    Status check(const PlacedFile &file);
    Result<StorageTarget *> session(TargetKey target);
    Status read(const PlacedFile &file);
    Status giveUp(TargetKey target, const QString &cause);
    Status end() const;

    JobContext &m_job;
    const OpenTarget &m_open;
    std::map<TargetKey, std::unique_ptr<StorageTarget>> m_sessions;
    common::JobProgress m_progress;
    std::set<TargetKey> m_dead; ///< for the rest of this run
    QString m_worst;
    qint64 m_looked = 0; ///< files, read or left out
    qint64 m_bytes = 0;
};

Result<common::CallId> ScrubRun::begin()
{
    return m_job.run<common::CallId>(
        reading(),
        [](Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<common::CallId> {
            const StoredSetting cursor = SettingRepository(transaction).at(std::nullopt, kCursor);
            return common::CallId::fromString(cursor.value.value(QLatin1String("after")).toString());
        });
}

Result<PlacedFiles> ScrubRun::next(const common::CallId &after)
{
    return m_job.run<PlacedFiles>(
        reading(),
        [&after](Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<PlacedFiles> {
            return filesOnTargets(transaction, after, kCallsAtOnce);
        });
}

Status ScrubRun::remember(const common::CallId &at)
{
    auto written = m_job.run<bool>(
        reading(), [&at](Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<bool> {
            SettingRepository(transaction)
                .set(std::nullopt, kCursor,
                     {{QStringLiteral("after"), at.isNull() ? QString() : at.toString()}});
            return true;
        });
    return written ? Status() : Status(common::propagate(written));
}

Result<StorageTarget *> ScrubRun::session(TargetKey target)
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

Status ScrubRun::read(const PlacedFile &file)
{
    auto target = session(file.place.target);
    return target ? readBack(**target, file.place.path, file.size, file.sha256)
                  : Status(common::propagate(target));
}

/// Its files are left out from here on; the next round comes by again.
Status ScrubRun::giveUp(TargetKey target, const QString &cause)
{
    m_dead.insert(target);
    m_sessions.erase(target);
    auto name = nameOf(m_job, target);
    if (!name) {
        return common::propagate(name);
    }
    m_job.line({m_progress.done, {}, kUnreachable, *name + QLatin1String(": ") + cause, true});
    return {};
}

/// An error only of the job itself.
Status ScrubRun::check(const PlacedFile &file)
{
    ++m_looked;
    if (m_dead.contains(file.place.target)) {
        return {};
    }
    Status good = read(file);
    if (!good && !isOfTheFile(good) && !m_job.cancelled()) {
        m_sessions.erase(file.place.target); // it may only have been silent for too long
        good = read(file);
    }
    if (!good && !isOfTheFile(good)) {
        return m_job.cancelled() ? jobCancelled() : giveUp(file.place.target, storageCause(good.error()));
    }
    ++m_progress.done;
    m_bytes += file.size;
    if (good) {
        return {};
    }
    const bool missing = storageCause(good.error()) == QLatin1String("not-found");
    ++m_progress.failed;
    m_worst = missing ? QStringLiteral("missing-file") : QStringLiteral("damaged-file");
    m_job.line({m_progress.done,
                {},
                m_worst,
                file.place.call.toString() + QLatin1Char(' ') + file.place.path,
                true});
    return {};
}

Status ScrubRun::run()
{
    auto after = begin();
    if (!after) {
        return common::propagate(after);
    }
    m_progress.stage = QStringLiteral("checking");
    while (m_bytes < StorageScrub::kMostBytes && m_looked < StorageScrub::kMostFiles) {
        auto files = next(*after);
        if (!files) {
            return common::propagate(files);
        }
        for (const PlacedFile &file : std::as_const(files->files)) {
            if (m_job.cancelled()) {
                return jobCancelled();
            }
            if (Status checked = check(file); !checked) {
                return checked;
            }
            m_job.progress(m_progress);
        }
        *after = files->last; // null behind the last call: the next run begins anew
        if (Status kept = remember(*after); !kept) {
            return kept;
        }
        if (after->isNull()) {
            break;
        }
    }
    return end();
}

/// Damage says more than a target that may be back tomorrow.
Status ScrubRun::end() const
{
    if (!m_worst.isEmpty()) {
        return common::fail(ErrorCode::Conflict,
                            QStringLiteral("%1 files are not as they were stored").arg(m_progress.failed),
                            {{QStringLiteral("file"), m_worst}});
    }
    if (!m_dead.empty()) {
        return common::fail(ErrorCode::Unavailable,
                            QStringLiteral("%1 targets could not be read").arg(m_dead.size()),
                            {{QStringLiteral("target"), kUnreachable}});
    }
    return {};
}

} // namespace

StorageScrub::StorageScrub(OpenUntil open)
    : m_open(std::move(open))
{
}

Status StorageScrub::run(JobContext &job) const
{
    const OpenTarget open = m_open(job.cancelFlag());
    const Status removed = removeOld(job, open);
    return removed ? ScrubRun(job, open).run() : removed;
}

} // namespace recorder
