// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/limitsjob.h"

#include "recorder/jobs/jobcontext.h"
#include "recorder/service/storageenforcement.h"
#include "recorder/upload/fileremovals.h"

#include <array>

namespace recorder
{

using common::ErrorCode;
using common::Result;
using common::Status;

namespace
{

constexpr std::array kMedia{LimitedMedia::Screen, LimitedMedia::Audio};
const QString kKeptAlone = QStringLiteral("kept-beyond-limit");

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

/// One run.
class LimitsRun
{
public:
    LimitsRun(JobContext &job, const OpenTarget &open, const StorageWarnings &warnings,
              std::chrono::milliseconds longest)
        : m_job(job)
        , m_warnings(warnings)
        , m_files(job, open)
        , m_untilCalls(longest / 2)
        , m_until(longest)
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
    enum class Next { Media, Tenant, Nobody }; ///< whose turn it is
    Result<Begin> look();
    Status tryAll(const Begin &begin);
    Status removeAll(const Begin &begin);
    Result<Next> remove(const LimitedTenant &tenant, LimitedMedia media, qint64 nowMs);
    Result<RemovalStep> removeSome(const RemovalOrder &order, const RemovalRepository::Place &after);
    Status warnAll(const QList<LimitedTenant> &tenants);
    Status note(const common::Error &error, const LimitedTenant &tenant);
    void tell(const char *what, const LimitedTenant &tenant, LimitedMedia media, const LimitRemoval &removal,
              const LimitExcess &excess);
    Status end(bool clockJumped) const;
    template <typename T>
    Result<T> read(Gate::Work<T> work)
    {
        return m_job.run<T>(looking(), std::move(work));
    }

    JobContext &m_job;
    const StorageWarnings &m_warnings;
    FileRemovals m_files;
    const QDeadlineTimer m_untilCalls; ///< the other half is for files
    const QDeadlineTimer m_until;
    common::JobProgress m_progress{QStringLiteral("checking")};
    std::optional<common::Error> m_error; ///< the first, of one tenant
    bool m_keptAlone = false;
    bool m_later = false;
};

Result<LimitsRun::Begin> LimitsRun::look()
{
    return read<Begin>(
        [](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<Begin> {
            auto setting = storageEnforcement(transaction, scope);
            if (!setting) {
                return common::propagate(setting);
            }
            return Begin{RemovalRepository(transaction).limited(scope.nowMs()), setting->enabled,
                         isClockSane(transaction, scope.nowMs()), scope.nowMs()};
        });
}

QString wordOf(LimitedMedia media)
{
    return media == LimitedMedia::Audio ? QStringLiteral("audio") : QStringLiteral("screen");
}

/// Calls, bytes and minutes as numbers: the console makes words of them.
void LimitsRun::tell(const char *what, const LimitedTenant &tenant, LimitedMedia media,
                     const LimitRemoval &removal, const LimitExcess &excess)
{
    if (removal.calls > 0) {
        m_job.line({0, wordOf(media), QLatin1String(what),
                    QStringLiteral("%1\t%2\t%3\t%4")
                        .arg(QString(tenant.name).replace(u'\t', u' '), QString::number(removal.calls),
                             QString::number(removal.bytes), QString::number(removal.lengthMs / 60'000)),
                    false});
    }
    m_keptAlone = m_keptAlone || excess.keptAlone;
    if (excess.keptAlone) {
        m_job.line({0, wordOf(media), kKeptAlone, tenant.name, true});
    } else if (!excess.isReached()) {
        m_job.line({0, wordOf(media), QStringLiteral("limit-not-reached"), tenant.name, true});
    }
}

/// Of one tenant: the others' turn comes all the same. A stop ends the run.
Status LimitsRun::note(const common::Error &error, const LimitedTenant &tenant)
{
    if (m_job.cancelled() || isJobCancelled(error)) {
        return tl::unexpected<common::Error>(error);
    }
    m_job.line(
        {0,
         {},
         error.code == ErrorCode::Unavailable ? QStringLiteral("unavailable") : QStringLiteral("internal"),
         tenant.name,
         true});
    m_error = m_error ? m_error : error;
    return {};
}

Status LimitsRun::tryAll(const Begin &begin)
{
    for (const LimitedTenant &tenant : begin.tenants) {
        for (const LimitedMedia media : kMedia) {
            LimitExcess excess;
            auto plan = read<LimitRemoval>([&](Transaction &transaction, const TenantScope &, AuditDetail &) {
                excess = excessOf(transaction, tenant, media, begin.nowMs);
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
    auto noted = read<bool>([&begin](Transaction &transaction, const TenantScope &scope, AuditDetail &) {
        noteTrial(transaction, begin.tenants, scope.nowMs());
        return Result<bool>(true);
    });
    return noted ? Status() : Status(common::propagate(noted));
}

Result<RemovalStep> LimitsRun::removeSome(const RemovalOrder &order, const RemovalRepository::Place &after)
{
    auto step = m_job.run<RemovalStep>(
        operation("calls", "remove", true),
        [&](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) -> Result<RemovalStep> {
            return removePortion(transaction, scope, trail, order, after);
        });
    if (step) {
        m_progress.changed += step->removed.calls;
        m_progress.done = m_progress.changed;
        m_job.progress(m_progress);
    }
    return step;
}

Result<LimitsRun::Next> LimitsRun::remove(const LimitedTenant &tenant, LimitedMedia media, qint64 nowMs)
{
    const RemovalOrder order{tenant.key, media, nowMs, !m_job.task().owner.isNull()};
    LimitRemoval all;
    RemovalStep step;
    while (!step.finished) {
        m_later = m_progress.changed >= LimitsJob::kMostCalls || m_untilCalls.hasExpired();
        if (m_later) {
            break;
        }
        auto next = removeSome(order, step.place);
        if (!next) {
            return common::propagate(next);
        }
        step = *next;
        all.calls += step.removed.calls;
        all.bytes += step.removed.bytes;
        all.lengthMs += step.removed.lengthMs;
        if (m_job.cancelled()) {
            return jobCancelled();
        }
    }
    tell("went", tenant, media, all, m_later ? LimitExcess() : step.excess);
    if (step.untried || step.switchedOff) {
        m_job.line({0,
                    {},
                    step.untried ? QStringLiteral("trial-needed") : QStringLiteral("switched-off"),
                    tenant.name,
                    true});
    }
    return m_later || step.switchedOff ? Next::Nobody : step.untried ? Next::Tenant : Next::Media;
}

Status LimitsRun::removeAll(const Begin &begin)
{
    m_progress.stage = QStringLiteral("purging");
    Next next = Next::Media;
    for (const LimitedTenant &tenant : begin.tenants) {
        for (const LimitedMedia media : kMedia) {
            auto removed = remove(tenant, media, begin.nowMs);
            if (!removed) {
                if (Status noted = note(removed.error(), tenant); !noted) {
                    return noted;
                }
            }
            next = removed.value_or(Next::Media);
            if (next != Next::Media) {
                break;
            }
        }
        if (next == Next::Nobody) {
            break;
        }
    }
    auto trusted = read<bool>([](Transaction &transaction, const TenantScope &scope, AuditDetail &) {
        trustClock(transaction, scope.nowMs());
        return Result<bool>(true);
    });
    return trusted ? Status() : Status(common::propagate(trusted));
}

/// Before anything else: it is quick, and who is near a limit is to hear of it whatever becomes of the rest.
Status LimitsRun::warnAll(const QList<LimitedTenant> &tenants)
{
    for (const LimitedTenant &tenant : tenants) {
        for (const LimitedMedia media : kMedia) {
            auto told =
                m_job.run<int>(operation("storage-usage", "warn", true),
                               [&](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                                   return m_warnings.warn(transaction, scope, trail, tenant, media);
                               });
            if (!told) {
                if (Status noted = note(told.error(), tenant); !noted) {
                    return noted;
                }
            }
        }
    }
    return {};
}

Status LimitsRun::end(bool clockJumped) const
{
    if (clockJumped) {
        return common::fail(ErrorCode::Conflict, QStringLiteral("the clock jumped"),
                            {{QStringLiteral("clock"), QStringLiteral("clock-jump")}});
    }
    if (m_error) {
        return tl::unexpected<common::Error>(*m_error);
    }
    if (m_keptAlone) {
        return common::fail(ErrorCode::Conflict,
                            QStringLiteral("what must not go is beyond the limit by itself"),
                            {{QStringLiteral("limit"), kKeptAlone}});
    }
    if (!m_files.worst().isEmpty()) {
        return common::fail(ErrorCode::Unavailable, QStringLiteral("files wait on storage targets"),
                            {{QStringLiteral("target"), m_files.worst()}});
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
    if (Status warned = warnAll(begin->tenants); !warned) {
        return warned;
    }
    const bool wanted = begin->enabled || !m_job.task().owner.isNull();
    if (wanted && begin->clockIsSane) {
        if (Status removed = removeAll(*begin); !removed) {
            return removed;
        }
    }
    if (Status removed = m_files.run(m_until); !removed) {
        return removed;
    }
    if (m_later || m_files.isOver()) {
        m_job.line({0, {}, QStringLiteral("rest-later"), {}, false});
    }
    return end(wanted && !begin->clockIsSane);
}

} // namespace

LimitsJob::LimitsJob(OpenUntil open, StorageWarnings warnings, std::chrono::milliseconds longest)
    : m_open(std::move(open))
    , m_warnings(std::move(warnings))
    , m_longest(longest)
{
}

QString LimitsJob::kind() const
{
    return kStorageLimitsJob;
}

Status LimitsJob::run(JobContext &job) const
{
    const OpenTarget open = m_open(job.cancelFlag());
    return LimitsRun(job, open, m_warnings, m_longest).run();
}

} // namespace recorder
