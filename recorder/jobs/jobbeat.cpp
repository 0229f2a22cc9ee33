// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/jobs/jobbeat.h"

#include "recorder/service/changehub.h"
#include "recorder/service/jobqueue.h"
#include "recorder/store/jobrepository.h"

#include <QLoggingCategory>

namespace recorder
{

Q_LOGGING_CATEGORY(lcBeat, "earshot.jobs", QtInfoMsg)

using common::Result;

namespace
{

constexpr int kMostAttempts = 3;
constexpr qint64 kWeekMs = 7 * 24 * 3600000LL;
/// A change is seen when its transaction ends, which may be a little after the time that it carries.
constexpr qint64 kOverlapUs = 3000000;

ChangeEvent changed(TenantKey tenant, const QUuid &id)
{
    return {QStringLiteral("jobs"), tenant, id.toString(QUuid::WithoutBraces), QStringLiteral("changed")};
}

} // namespace

void RunningJobs::add(const QUuid &id, Entry entry)
{
    m_jobs.with([&](auto &jobs) { jobs.insert(id, std::move(entry)); });
}

void RunningJobs::remove(const QUuid &id)
{
    m_jobs.with([&](auto &jobs) { jobs.remove(id); });
}

QHash<QUuid, RunningJobs::Entry> RunningJobs::all() const
{
    return m_jobs.with([](const auto &jobs) { return jobs; });
}

const JobKind *kindNamed(const JobRunner::Kinds &kinds, const QString &kind)
{
    for (const auto &known : kinds) {
        if (known->kind() == kind) {
            return known.get();
        }
    }
    return nullptr;
}

bool settle(JobRuns &runs, const JobKind *kind, const JobRuns::Lost &job, const JobRuns::End &failed)
{
    if (job.stopping) {
        runs.fail(job.id, {QStringLiteral("cancelled"), {}, failed.atMs});
        return false;
    }
    // Of a kind that this host does not know others decide; when none does it has failed.
    if (kind && kind->whenLost() == JobKind::WhenLost::RunAgain && job.attempt < kMostAttempts) {
        runs.putBack(job.id);
        return true;
    }
    runs.fail(job.id, failed);
    return false;
}

JobBeat::JobBeat(Parts parts)
    : m_parts(std::move(parts))
{
}

void JobBeat::beat()
{
    renewLeases();
    if (m_parts.clock.mono() >= m_nextLook) {
        m_nextLook = m_parts.clock.mono() + m_parts.look;
        look();
    }
}

void JobBeat::renewLeases()
{
    const auto running = m_parts.running.all();
    if (running.isEmpty()) {
        return;
    }
    QHash<QUuid, JobFeed::News> news;
    for (auto it = running.cbegin(); it != running.cend(); ++it) {
        news.insert(it.key(), it->feed->take());
    }
    const auto stopping = m_parts.pool.run<QSet<QUuid>>([&](Transaction &transaction) -> Result<QSet<QUuid>> {
        JobRuns runs(transaction);
        for (auto it = news.cbegin(); it != news.cend(); ++it) {
            if (it->progress) {
                runs.setProgress(it.key(), m_parts.runner.id, *it->progress);
            }
            runs.addLines(it.key(), m_parts.runner.id, it->firstLine, it->lines);
        }
        return runs.renew(m_parts.runner);
    });
    for (auto it = news.cbegin(); it != news.cend(); ++it) {
        const RunningJobs::Entry job = running.value(it.key());
        if (!stopping) {
            job.feed->giveBack(*it);
        } else if (it->progress) {
            m_parts.hub.publish(changed(job.tenant, it.key()));
        }
        if (stopping && stopping->contains(it.key())) {
            job.feed->cancel();
        }
    }
}

void JobBeat::look()
{
    const auto settled = settleLost();
    const auto made = makeDue();
    if (!settled || !made) {
        qCDebug(lcBeat).noquote() << (settled ? made.error().message : settled.error().message);
        return;
    }
    tellOthers();
    m_parts.wake();
}

Result<QList<JobRuns::Change>> JobBeat::settleLost()
{
    return m_parts.pool.run<QList<JobRuns::Change>>(
        [this](Transaction &transaction) -> Result<QList<JobRuns::Change>> {
            JobRuns runs(transaction);
            for (const JobRuns::Lost &job : runs.lost()) {
                const bool again = settle(runs, kindNamed(m_parts.kinds, job.kind), job,
                                          {QStringLiteral("failed"), QStringLiteral("host-lost"),
                                           common::toUnixMs(m_parts.clock.wall())});
                qCWarning(lcBeat, "job %s (%s): its host is gone, %s",
                          qUtf8Printable(job.id.toString(QUuid::WithoutBraces)), qUtf8Printable(job.kind),
                          again ? "it runs again" : "it has failed");
            }
            return QList<JobRuns::Change>();
        });
}

Result<int> JobBeat::makeDue()
{
    const qint64 now = common::toUnixMs(m_parts.clock.wall());
    return m_parts.pool.run<int>([now](Transaction &transaction) -> Result<int> {
        JobRepository jobs(transaction);
        int made = 0;
        for (const JobRepository::Due &due : jobs.dueSchedules(now, now + kWeekMs + 1000)) {
            const JobSchedule &schedule = due.schedule;
            // 0: never run yet. Later than now: a clock jumped, only the next time is put right.
            if (due.nextMs > 0 && due.nextMs <= now && !jobs.isUnderWay(schedule.kind, schedule.subject)) {
                const NewJob job{schedule.kind, schedule.subject, schedule.parameters, {},
                                 false,         schedule.tenant};
                jobs.insert(common::makeUuidV7(), job, {{}, QStringLiteral("system"), {}}, now);
                ++made;
            }
            jobs.setNext(due.id, nextRunMs(schedule, now));
        }
        return made;
    });
}

void JobBeat::tellOthers()
{
    const qint64 since = m_sinceUs;
    auto changes = m_parts.pool.run<QList<JobRuns::Change>>(
        [since](Transaction &transaction) -> Result<QList<JobRuns::Change>> {
            JobRuns runs(transaction);
            return since < 0 ? QList<JobRuns::Change>{{{}, {}, runs.clockUs()}}
                             : runs.changesSince(since - kOverlapUs);
        });
    if (!changes) {
        return;
    }
    for (const JobRuns::Change &change : std::as_const(*changes)) {
        m_sinceUs = std::max(m_sinceUs, change.atUs);
        if (!change.id.isNull() && m_told.value(change.id) < change.atUs) {
            m_told.insert(change.id, change.atUs);
            m_parts.hub.publish(changed(change.tenant, change.id));
        }
    }
    m_told.removeIf([this](const auto &told) { return told.value() < m_sinceUs - 2 * kOverlapUs; });
}

} // namespace recorder
