// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobkind.h"
#include "recorder/service/storagewarnings.h"
#include "recorder/upload/uploadworker.h"

namespace recorder
{

/// The job "storage-limits", each hour: removes the oldest recordings of tenants beyond their limits when
/// that is switched on or somebody asked for this run, removes their files from storage targets, and warns
/// people who come near. A trial only says what would go: a line per tenant and media with calls, bytes and
/// minutes. Fails with "clock-jump" instead of removing anything by a clock that cannot be trusted.
class LimitsJob final : public JobKind
{
public:
    static constexpr int kMostCalls = 100'000; ///< in one run; the rest goes in the next hour

    LimitsJob(OpenTarget open, StorageWarnings warnings);

    QString kind() const override;
    WhenLost whenLost() const override { return WhenLost::RunAgain; }
    common::Status run(JobContext &job) const override;

private:
    const OpenTarget m_open;
    const StorageWarnings m_warnings;
};

} // namespace recorder
