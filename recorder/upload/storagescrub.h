// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobkind.h"
#include "recorder/upload/uploadworker.h"

namespace recorder
{

/// Removes what moves have left over for a day, then reads files on storage targets again and compares size
/// and SHA-256 with the database, in the order of the calls. A run takes up to kMostBytes and kMostFiles and
/// the next one goes on behind it, round and round. A target that cannot be read is a line (code unreachable;
/// detail: name and cause), its files are left out for the rest of the run and those of the others are read;
/// the job has then failed as well. Every file that is missing or damaged is a line (row: number within the
/// run; code missing-file | damaged-file; detail: call and path), and the job has then failed with that
/// reason, so that it is seen.
class StorageScrub final : public JobKind
{
public:
    static constexpr qint64 kMostBytes = 20'000'000'000;
    static constexpr int kMostFiles = 100'000;

    explicit StorageScrub(OpenUntil open);

    QString kind() const override { return QStringLiteral("storage-scrub"); }
    WhenLost whenLost() const override { return WhenLost::RunAgain; }
    bool isLong() const override { return true; }
    common::Status run(JobContext &job) const override;

private:
    const OpenUntil m_open;
};

} // namespace recorder
