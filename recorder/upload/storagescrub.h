// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobkind.h"
#include "recorder/upload/uploadworker.h"

namespace recorder
{

/// Reads files on storage targets again and compares size and SHA-256 with the database, in the order of the
/// calls. A run takes up to kMostBytes and kMostFiles and the next one goes on behind it, round and round; an
/// error of the target (not of a file) ends it where it is. Every file that is missing or damaged is a line
/// (row: number within the run; code missing | damaged; detail: call and path), and the job has then failed
/// with that reason, so that it is seen.
class StorageScrub final : public JobKind
{
public:
    static constexpr qint64 kMostBytes = 20'000'000'000;
    static constexpr int kMostFiles = 100'000;

    explicit StorageScrub(OpenTarget open);

    QString kind() const override { return QStringLiteral("storage-scrub"); }
    WhenLost whenLost() const override { return WhenLost::RunAgain; }
    common::Status run(JobContext &job) const override;

private:
    const OpenTarget m_open;
};

} // namespace recorder
