// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobkind.h"

namespace recorder
{

/// Once a day: what was deleted longer ago than the retention says goes for good, and so do jobs that ended
/// and keys of users that were retired 90 days ago. Calls and the audit trail keep the names. After a jump of
/// the clock (more than an hour back or a week ahead of the last run) nothing goes until a run on another day
/// finds it unchanged: clock-doubt.
class Purge final : public JobKind
{
public:
    QString kind() const override { return QStringLiteral("purge"); }
    WhenLost whenLost() const override { return WhenLost::RunAgain; }
    common::Status run(JobContext &job) const override;
};

} // namespace recorder
