// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/limitsjob.h"

#include "recorder/jobs/jobcontext.h"
#include "recorder/service/storageenforcement.h"
#include "recorder/upload/lockedfiles.h"
#include "recorder/upload/targetbreaker.h"

#include <array>

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

constexpr int kFilesAtOnce = 100;
constexpr std::array kMedia{LimitedMedia::Screen, LimitedMedia::Audio};

Operation operation(const char *resource, const char *action, bool mutates)
{
    return {QStringLiteral("earshot.v1.StorageUsage/Enforce"),
            QStringLiteral("system.edit"),
            mutates,
            false,
            QLatin1String(resource),
            QLatin1String(action)};
}
Operation looking()
{
    return operation("storage-usage", "show", false);
}

qint64 nowOf(const TenantScope &scope)
{
    return scope.nowMs();
}

/// One run.
class LimitsRun
{
public:
    LimitsRun(JobContext &job, const OpenTarget &open, const StorageWarnings &warnings)
        : m_job(job)
        , m_open(open)
        , m_warnings(warnings)
    {
    }
    Status run();

private:
    struct Begin {
        QList<LimitedTenant> tenants;
        bool enabled = false;
        bool clockIsSane = true;
        qint64 nowMs = 0;
    };
    Result<Begin> look();
    Status tryAll(const Begin &begin);
    Status removeAll(const Begin &begin);
    Status remove(const LimitedTenant &tenant, LimitedMedia media, qint64 nowMs);
    Status warnAll();
    Status removeFiles();
    Status removeFilesOf(TargetKey target);
    /// A file that stays, and why.
    struct Kept {
        FileRemoval file;
        common::Error error;
    };
    struct Tried {
        QList<qint64> gone;
        QList<Kept> kept;
        bool failed = false; ///< the target, with the last that was kept
    };
    Tried tryFiles(const Result<std::unique_ptr<StorageTarget>> &session, const QList<FileRemoval> &files);
    Status settle(const Tried &tried);
    void tellKept(const Tried &tried);
    void tell(const char *what, const LimitedTenant &tenant, LimitedMedia media, const LimitRemoval &removal,
              const LimitExcess &excess);
    template <typename T>
    Result<T> read(Gate::Work<T> work)
    {
        return m_job.run<T>(looking(), std::move(work));
    }

    JobContext &m_job;
    const OpenTarget &m_open;
    const StorageWarnings &m_warnings;
    common::JobProgress m_progress{QStringLiteral("checking")};
    bool m_unreachable = false;
    LockedFiles m_locked;
};

Result<LimitsRun::Begin> LimitsRun::look()
{
    return read<Begin>(
        [](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<Begin> {
            auto setting = storageEnforcement(transaction, scope);
            if (!setting) {
                return common::propagate(setting);
            }
            return Begin{RemovalRepository(transaction).limited(nowOf(scope)), setting->enabled,
                         isClockSane(transaction, nowOf(scope)), nowOf(scope)};
        });
}

/// Calls, bytes and minutes as numbers: the console makes words of them.
void LimitsRun::tell(const char *what, const LimitedTenant &tenant, LimitedMedia media,
                     const LimitRemoval &removal, const LimitExcess &excess)
{
    const QString which = media == LimitedMedia::Audio ? QStringLiteral("audio") : QStringLiteral("screen");
    if (removal.calls > 0) {
        m_job.line({0, which, QLatin1String(what),
                    QStringLiteral("%1\t%2\t%3\t%4")
                        .arg(QString(tenant.name).replace(u'\t', u' '), QString::number(removal.calls),
                             QString::number(removal.bytes), QString::number(removal.lengthMs / 60'000)),
                    false});
    }
    if (!excess.isReached()) {
        m_job.line({0, which, QStringLiteral("limit-not-reached"), tenant.name, true});
    }
}

Status LimitsRun::tryAll(const Begin &begin)
{
    for (const LimitedTenant &tenant : begin.tenants) {
        for (const LimitedMedia media : kMedia) {
            LimitExcess excess = excessOf(tenant, media, begin.nowMs);
            auto plan = read<LimitRemoval>(
                [&tenant, media, &excess](Transaction &transaction, const TenantScope &, AuditDetail &) {
                    return Result<LimitRemoval>(planRemoval(transaction, tenant, media, excess));
                });
            if (!plan) {
                return common::propagate(plan);
            }
            m_progress.changed += plan->calls;
            m_progress.done += plan->calls;
            tell("would-go", tenant, media, *plan, excess);
            m_job.progress(m_progress);
        }
    }
    return {};
}

Status LimitsRun::remove(const LimitedTenant &tenant, LimitedMedia media, qint64 nowMs)
{
    LimitExcess excess = excessOf(tenant, media, nowMs);
    LimitRemoval all;
    RemovalStep step;
    while (!step.finished && m_progress.changed < LimitsJob::kMostCalls) {
        LimitExcess left = excess; // kept only when the transaction was
        auto next = m_job.run<RemovalStep>(operation("calls", "remove", true),
                                           [&](Transaction &transaction, const TenantScope &scope,
                                               AuditDetail &trail) -> Result<RemovalStep> {
                                               left = excess;
                                               return removePortion(transaction, scope, trail, tenant, media,
                                                                    left, step.place);
                                           });
        if (!next) {
            return common::propagate(next);
        }
        step = *next;
        excess = left;
        all.calls += step.removed.calls;
        all.bytes += step.removed.bytes;
        all.lengthMs += step.removed.lengthMs;
        m_progress.changed += step.removed.calls;
        m_progress.done = m_progress.changed;
        m_job.progress(m_progress);
        if (m_job.cancelled()) {
            return jobCancelled();
        }
    }
    tell("went", tenant, media, all, excess);
    return {};
}

Status LimitsRun::removeAll(const Begin &begin)
{
    m_progress.stage = QStringLiteral("purging");
    for (const LimitedTenant &tenant : begin.tenants) {
        for (const LimitedMedia media : kMedia) {
            if (Status removed = remove(tenant, media, begin.nowMs); !removed) {
                return removed;
            }
        }
    }
    auto trusted = read<bool>([](Transaction &transaction, const TenantScope &scope, AuditDetail &) {
        trustClock(transaction, nowOf(scope));
        return Result<bool>(true);
    });
    return trusted ? Status() : Status(common::propagate(trusted));
}

Status LimitsRun::warnAll()
{
    auto begin = look(); // the use of now
    if (!begin) {
        return common::propagate(begin);
    }
    for (const LimitedTenant &tenant : begin->tenants) {
        for (const LimitedMedia media : kMedia) {
            auto told =
                m_job.run<int>(operation("storage-usage", "warn", true),
                               [&](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                                   return m_warnings.warn(transaction, scope, trail, tenant, media);
                               });
            if (!told) {
                return common::propagate(told);
            }
        }
    }
    return {};
}

Status LimitsRun::settle(const Tried &tried)
{
    auto written = read<bool>([&](Transaction &transaction, const TenantScope &scope, AuditDetail &) {
        RemovalRepository files(transaction);
        files.removed(tried.gone);
        for (const auto &[file, error] : tried.kept) {
            const qint64 due =
                isLockedByStorage(error)
                    ? lockedTryMs(error, nowOf(scope))
                    : nowOf(scope) +
                          backoff(file.attempts, UploadWorker::kFirstPause, UploadWorker::kLastPause).count();
            files.failed(file.id, due, storageCause(error));
        }
        return Result<bool>(true);
    });
    return written ? Status() : Status(common::propagate(written));
}

/// One that fails keeps the target's others for the next run: it is the target that fails, as a rule. What is
/// locked there is not.
LimitsRun::Tried LimitsRun::tryFiles(const Result<std::unique_ptr<StorageTarget>> &session,
                                     const QList<FileRemoval> &files)
{
    Tried tried;
    for (const FileRemoval &file : files) {
        const Status removed =
            session ? (*session)->remove(file.path) : Status(tl::unexpected<common::Error>(session.error()));
        if (removed) {
            tried.gone.append(file.id);
        } else {
            tried.kept.append({file, removed.error()});
            tried.failed = !isLockedByStorage(removed.error());
        }
        if (tried.failed || m_job.cancelled()) {
            break;
        }
    }
    return tried;
}

void LimitsRun::tellKept(const Tried &tried)
{
    for (const auto &[file, error] : tried.kept) {
        if (isLockedByStorage(error)) {
            m_locked.add(file.path);
        } else {
            m_unreachable = true;
            m_job.line({0,
                        {},
                        QStringLiteral("unreachable"),
                        file.path + QLatin1String(": ") + storageCause(error),
                        true});
        }
    }
}

Status LimitsRun::removeFilesOf(TargetKey target)
{
    const auto session = m_open(target);
    for (;;) {
        auto files =
            read<QList<FileRemoval>>([&](Transaction &transaction, const TenantScope &scope, AuditDetail &) {
                return Result<QList<FileRemoval>>(
                    RemovalRepository(transaction).due(target, nowOf(scope), kFilesAtOnce));
            });
        if (!files || files->isEmpty()) {
            return files ? Status() : Status(common::propagate(files));
        }
        const Tried tried = tryFiles(session, *files);
        if (Status settled = settle(tried); !settled) {
            return settled;
        }
        tellKept(tried);
        if (tried.failed) {
            return {};
        }
        if (m_job.cancelled()) {
            return jobCancelled();
        }
    }
}

Status LimitsRun::removeFiles()
{
    auto targets =
        read<QList<TargetKey>>([](Transaction &transaction, const TenantScope &scope, AuditDetail &) {
            return Result<QList<TargetKey>>(RemovalRepository(transaction).dueTargets(nowOf(scope)));
        });
    if (!targets) {
        return common::propagate(targets);
    }
    for (const TargetKey target : std::as_const(*targets)) {
        if (Status removed = removeFilesOf(target); !removed) {
            return removed;
        }
    }
    if (!m_locked.isEmpty()) {
        m_job.line(m_locked.line());
    }
    return {};
}

Status LimitsRun::run()
{
    auto begin = look();
    if (!begin) {
        return common::propagate(begin);
    }
    if (m_job.task().dryRun) {
        return tryAll(*begin);
    }
    const bool wanted = begin->enabled || !m_job.task().owner.isNull();
    if (wanted && begin->clockIsSane) {
        if (Status removed = removeAll(*begin); !removed) {
            return removed;
        }
    }
    for (const Status &status : {removeFiles(), warnAll()}) {
        if (!status) {
            return status;
        }
    }
    if (wanted && !begin->clockIsSane) {
        return common::fail(common::ErrorCode::Conflict, QStringLiteral("the clock jumped"),
                            {{QStringLiteral("clock"), QStringLiteral("clock-jump")}});
    }
    return m_unreachable ? Status(common::fail(common::ErrorCode::Unavailable,
                                               QStringLiteral("files wait on storage targets"),
                                               {{QStringLiteral("target"), QStringLiteral("unreachable")}}))
                         : Status();
}

} // namespace

LimitsJob::LimitsJob(OpenTarget open, StorageWarnings warnings)
    : m_open(std::move(open))
    , m_warnings(std::move(warnings))
{
}

QString LimitsJob::kind() const
{
    return kStorageLimitsJob;
}

Status LimitsJob::run(JobContext &job) const
{
    return LimitsRun(job, m_open, m_warnings).run();
}

} // namespace recorder
