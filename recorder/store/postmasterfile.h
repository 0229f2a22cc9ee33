// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/serverlayout.h"

namespace recorder
{

/// What postmaster.pid says about a server in this data folder.
enum class PostmasterState {
    None,     ///< no file
    Stale,    ///< names a process that is gone or is somebody else (numbers are used again after a restart)
    Starting, ///< runs, does not accept connections yet
    Ready
};
struct Postmaster {
    PostmasterState state = PostmasterState::None;
    pid_t pid = 0;
};

/// Looks at the file and at the process: ours has the data folder as its working directory.
Postmaster readPostmaster(const ServerLayout &layout);
/// Still that server? Cheap; also true for a process that is not our child.
bool isPostmaster(const ServerLayout &layout, pid_t pid);
void removeStaleFile(const ServerLayout &layout);

} // namespace recorder
