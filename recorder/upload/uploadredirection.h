// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobcontext.h"
#include "recorder/service/storagemoves.h"

namespace recorder
{

/// What was on its way to the old place of a move.
struct Redirected {
    MoveCount files;      ///< go to the new one now
    qint64 stillSent = 0; ///< are still on their way there: a worker was busy with them all the time
    qint64 there = 0;     ///< files that are at the old place
};

/// What is on its way to a target goes to another one instead: it may be that it never gets there. Neither of
/// them is asked; the local copies stay until the files were seen at the new place. Waits for what workers
/// have just now, 75 s at most. `progress` hears how many there are so far.
common::Result<Redirected> redirectUploads(JobContext &job, const StorageMovePlan &plan,
                                           const std::function<void(qint64 files)> &progress);

} // namespace recorder
