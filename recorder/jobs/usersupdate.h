// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobkind.h"

namespace recorder
{

/// Changes many users at once: all or nothing, up to 100,000.
class UsersUpdate final : public JobKind
{
public:
    QString kind() const override { return QStringLiteral("users-update"); }
    /// Nothing was changed then, or everything was and the job is done.
    WhenLost whenLost() const override { return WhenLost::RunAgain; }
    common::Status run(JobContext &job) const override;
};

} // namespace recorder
