// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QString>

namespace recorder
{

class JobContext;

/// What jobs of one kind do. Built at the start (recorder/app/jobhost.cpp lists them), used by several job
/// threads at once.
class JobKind
{
public:
    /// What becomes of a job whose host died or stood still for longer than its lease.
    enum class WhenLost {
        Fail,    ///< failed, reason "host-lost"
        RunAgain ///< waits again, at most three times: for kinds that may be done twice
    };

    JobKind() = default;
    JobKind(const JobKind &) = delete;
    JobKind &operator=(const JobKind &) = delete;
    virtual ~JobKind() = default;

    /// "users-update"
    virtual QString kind() const = 0;
    virtual WhenLost whenLost() const { return WhenLost::Fail; }
    /// May wait for others for hours. A thread of each host is left to the kinds that do not.
    virtual bool isLong() const { return false; }
    /// Job thread; it may wait there, but has to look at job.cancelled() often enough to stop within a
    /// second. Done when there is no error; jobCancelled() = cancelled; any other error = failed, with the
    /// error's first field's reason ("taken") or its code ("unavailable") as the reason.
    virtual common::Status run(JobContext &job) const = 0;
};

/// For a run that saw job.cancelled().
tl::unexpected<common::Error> jobCancelled();
bool isJobCancelled(const common::Error &error);

} // namespace recorder
