// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobcontext.h"
#include "recorder/storage/storagetarget.h"
#include "recorder/store/storagemoves.h"

namespace recorder
{

/// Which of them.
struct LeftoverAge {
    std::chrono::milliseconds least{0}; ///< as long as this or longer
    bool settledOnly = true;            ///< what files were moved away from; false: given-up copies as well
};

/// Removes files that nobody names from their target, each locked until its row is gone. What somebody moved
/// back there meanwhile stays. How many rows went; an error of the target ends it and leaves the rest for
/// another time.
common::Result<int> removeLeftovers(JobContext &job, const Operation &operation, TargetKey target,
                                    StorageTarget &session, const LeftoverAge &age);

} // namespace recorder
