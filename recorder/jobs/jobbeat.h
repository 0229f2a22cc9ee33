// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobfeed.h"
#include "recorder/jobs/jobrunner.h"
#include "recorder/store/jobruns.h"

#include <QHash>

#include <functional>

namespace recorder
{

/// The jobs of one host that run now.
class RunningJobs
{
public:
    struct Entry {
        TenantKey tenant{};
        std::shared_ptr<JobFeed> feed;
    };
    void add(const QUuid &id, Entry entry);
    void remove(const QUuid &id);
    QHash<QUuid, Entry> all() const;

private:
    common::Guarded<QHash<QUuid, Entry>> m_jobs;
};

/// What the runner does beside the jobs, on its beat's thread: progress and leases, stops, jobs of hosts that
/// are gone, the schedule, what other hosts changed.
class JobBeat
{
public:
    struct Parts {
        ConnectionPool &pool;
        ChangeHub &hub;
        const common::Clock &clock;
        const RunningJobs &running;
        const JobRunner::Kinds &kinds;
        JobRuns::Runner runner;
        std::chrono::milliseconds look;
        std::function<void()> wake; ///< the job threads: something waits
    };
    explicit JobBeat(Parts parts);

    void beat();

private:
    void renewLeases();
    void look();
    common::Result<QList<JobRuns::Change>> settleLost();
    common::Result<int> makeDue();
    void tellOthers();

    const Parts m_parts;
    common::MonoTime m_nextLook{};
    qint64 m_sinceUs = -1;
    QHash<QUuid, qint64> m_told; ///< newest change of a job that was told
};

/// The kind of that name, or null.
const JobKind *kindNamed(const JobRunner::Kinds &kinds, const QString &kind);
/// As a lost job's kind says: waits again or has ended. True = waits.
bool settle(JobRuns &runs, const JobKind *kind, const JobRuns::Lost &job, const JobRuns::End &failed);

} // namespace recorder
