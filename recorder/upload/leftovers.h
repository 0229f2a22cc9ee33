// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobcontext.h"
#include "recorder/upload/lockedfiles.h"
#include "recorder/upload/uploadworker.h"

#include <optional>

namespace recorder
{

/// The code of a line of a job: "target: cause". Files that nobody names stay there for now.
inline const QString kNotRemoved = QStringLiteral("not-removed");

/// Which of them.
struct LeftoverAge {
    std::chrono::milliseconds least{0}; ///< as long as this or longer
    bool settledOnly = true;            ///< what files were moved away from; false: given-up copies as well
    qint64 untilMs = 0; ///< left over since then or longer; 0 = by `least`, from the beginning of the sweep
};

/// On whose behalf it is done.
struct LeftoverWork {
    using Change = std::function<common::Result<bool>(Transaction &transaction, qint64 nowMs)>;
    /// One transaction.
    std::function<common::Result<bool>(const Change &change)> run;
    /// One that is done after a stop, too: of what this sweep has taken, and nobody else's.
    std::function<common::Result<bool>(const Change &change)> settle;
    std::function<bool()> cancelled;
};

/// A session with a target, and how to open others.
struct LeftoverSource {
    TargetKey target{};
    StorageTarget &session;
    const OpenTarget &open;
};

struct LeftoverSweep {
    int rows = 0;                         ///< that are done
    int failed = 0;                       ///< files that stay, and are tried again (1 min to 12 h)
    std::optional<common::Error> cause{}; ///< of the first of those
    LockedFiles locked{};                 ///< that their storage keeps: tried again days later; not failed
};

/// Removes files that nobody names from their target. What somebody moved back there meanwhile stays. When
/// the same file is named at another target, it stays until a file that is written to that one has shown
/// that the two are not the same place: that is looked for once for each two targets, and kept.
///
/// With given-up copies goes what those who were stopped in the middle left beside them.
///
/// One file that cannot be removed holds up no other; a target that does not answer ends it after three. Only
/// errors of the database, and a job that was stopped, are errors of this.
common::Result<LeftoverSweep> removeLeftovers(const LeftoverWork &work, const LeftoverSource &source,
                                              const LeftoverAge &age);
/// In transactions of the job.
common::Result<LeftoverSweep> removeLeftovers(JobContext &job, const Operation &operation,
                                              const LeftoverSource &source, const LeftoverAge &age);

} // namespace recorder
