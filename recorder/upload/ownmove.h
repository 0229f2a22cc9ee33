// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/storagemoves.h"
#include "recorder/upload/filecopier.h"

namespace recorder
{

/// Folders of the recorder that a move runs on.
struct MoveFolders {
    QString work; ///< for what is being copied
    QString own;  ///< where it keeps recordings
};

/// Whether a target is the recorder's own folder, by whatever name: a small file of the one is looked for at
/// the other, and the other way round. Nothing of it stays. None = they are two; Conflict (to = same-place).
std::optional<CopyFault> probeOwnFolder(const JobContext &job, const OpenTarget &open, TargetKey to,
                                        const MoveFolders &folders, const QString &key);

/// From the recorders' own folders: only the recorder that has a file can read it, and its workers store,
/// verify, try again and remove as they do with what is new. `progress` hears how many there are so far.
common::Result<MoveCount> queueOwnFiles(JobContext &job, const StorageMovePlan &plan,
                                        const std::function<void(qint64 files)> &progress);

} // namespace recorder
