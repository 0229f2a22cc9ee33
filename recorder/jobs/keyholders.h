// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobkind.h"
#include "recorder/service/keywarnings.h"

namespace recorder
{

/// Once a day: warns of keys that recordings need and that fewer than two people open, tenant by tenant,
/// until somebody grants them to somebody else, and of keys in use that were accepted without a voucher
/// within the last week. A line of the job for each key.
class KeyHolders final : public JobKind
{
public:
    explicit KeyHolders(KeyWarnings warnings)
        : m_warnings(std::move(warnings))
    {
    }
    QString kind() const override { return QStringLiteral("key-holders"); }
    /// A tenant that was warned already is warned again at worst.
    WhenLost whenLost() const override { return WhenLost::RunAgain; }
    common::Status run(JobContext &job) const override;

private:
    const KeyWarnings m_warnings;
};

} // namespace recorder
