// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobkind.h"
#include "recorder/upload/ownmove.h"

namespace recorder
{

/// Moves files from one storage target (the job's subject) to another: each is read into a folder here,
/// compared with size and SHA-256 of the database, stored under the same name, compared again; then their
/// rows are switched, some at a time, each time with an audit row; and what they were copied from is removed
/// when nobody can still be reading it. Begun again after a crash or a stop it goes on with what is left.
///
/// What is still on its way to the first target goes to the second one instead (a line redirected: bytes),
/// before anything is asked of either; what a worker was busy with for all the time that this waits is a line
/// (still-sent: files).
///
/// A file that is missing or damaged is a line (code missing-file | damaged-file | refused-file; detail: call
/// and path) and stays where it is named; one that was moved or removed meanwhile is a line
/// (moved-meanwhile). A target that does not answer, or refuses, ends the job (unreachable; detail: name and
/// cause), as do two targets that turn out to be the same place, or one that is the recorder's own folder
/// (same-place). What cannot be removed from its
/// old place is a line (not-removed; detail: name and cause) and left to the nightly check. A dry run is one
/// line (to-move: files, bytes).
class StorageMove final : public JobKind
{
public:
    static constexpr qsizetype kBatch = 32; ///< files that are switched at once

    /// `keep`: how long the files stay at their old place after that.
    StorageMove(OpenUntil open, MoveFolders folders,
                std::chrono::milliseconds keep = std::chrono::minutes(1));

    QString kind() const override;
    WhenLost whenLost() const override { return WhenLost::RunAgain; }
    bool isLong() const override { return true; }
    common::Status run(JobContext &job) const override;

private:
    const OpenUntil m_open;
    const MoveFolders m_folders;
    const std::chrono::milliseconds m_keep;
};

} // namespace recorder
