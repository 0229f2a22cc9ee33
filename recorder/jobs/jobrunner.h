// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobkind.h"
#include "recorder/store/connectionpool.h"

#include "common/core/clock.h"

#include <memory>
#include <vector>

namespace recorder
{

class ChangeHub;

struct JobRunnerOptions {
    PoolOptions pool; ///< url; threads and limits are the runner's own
    QString host;     ///< name of this recorder
    int threads = 3;  ///< jobs that run at once
    /// So long a host may be silent before its jobs are taken from it. Far more than a beat: a database that
    /// stood still for a moment must not cost a job.
    std::chrono::milliseconds lease{15000};
    std::chrono::milliseconds beat{250};  ///< progress to the jobs' rows
    std::chrono::milliseconds look{1000}; ///< for what other hosts did, and what the schedule says
};

/// Runs the jobs of the queue: n threads, each one job at a time, with n + 1 connections of their own, and a
/// thread for the beat; one of them takes no long ones (JobKind::isLong), so that what the system does each
/// hour never waits behind somebody's slow server. Several hosts share one queue: a job is given to one of
/// them, whose lease is renewed with each beat. What becomes of a job whose host is gone says its kind. All
/// changes of jobs, of this host and of others, go to the hub as {"jobs", tenant, id, "changed"}.
class JobRunner
{
public:
    using Kinds = std::vector<std::shared_ptr<const JobKind>>;

    JobRunner(JobRunnerOptions options, ChangeHub &hub, const common::Clock &clock, Kinds kinds);
    /// Stops what runs: by its kind's rule it waits again or has failed (reason "host-stopped").
    ~JobRunner();
    JobRunner(const JobRunner &) = delete;
    JobRunner &operator=(const JobRunner &) = delete;

    /// Jobs that run here now.
    int running() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace recorder
