// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobkind.h"
#include "recorder/service/storagewarnings.h"
#include "recorder/upload/uploadworker.h"

namespace recorder
{

/// The job "storage-limits", each hour: warns people who come near, removes the oldest recordings of tenants
/// beyond their limits when that is switched on or somebody asked for this run, and removes their files from
/// storage targets. A trial only says what would go: a line per tenant and media with calls, bytes and
/// minutes; limits that no trial was of are not enforced (a line trial-needed). An error of one tenant is a
/// line, and the run's in the end. Fails with "kept-beyond-limit" when what must not go is too much by
/// itself, with "clock-jump" instead of removing anything by a clock that cannot be trusted.
class LimitsJob final : public JobKind
{
public:
    static constexpr int kMostCalls = 100'000; ///< in one run; the rest goes in the next hour

    /// `longest`: of a run, half of it for calls and the rest for files. What is left then goes in the next
    /// hour (a line rest-later). A trial takes as long as it takes.
    LimitsJob(OpenUntil open, StorageWarnings warnings,
              std::chrono::milliseconds longest = std::chrono::minutes(30));

    QString kind() const override;
    WhenLost whenLost() const override { return WhenLost::RunAgain; }
    common::Status run(JobContext &job) const override;

private:
    const OpenUntil m_open;
    const StorageWarnings m_warnings;
    const std::chrono::milliseconds m_longest;
};

} // namespace recorder
