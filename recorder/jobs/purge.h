// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobkind.h"

namespace recorder
{

/// Once a day: what was deleted longer ago than the retention says goes for good, and so do jobs that ended
/// 90 days ago. Calls and the audit trail keep the names.
class Purge final : public JobKind
{
public:
    QString kind() const override { return QStringLiteral("purge"); }
    WhenLost whenLost() const override { return WhenLost::RunAgain; }
    common::Status run(JobContext &job) const override;
};

} // namespace recorder
