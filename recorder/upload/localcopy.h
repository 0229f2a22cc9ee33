// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/storagetarget.h"

#include <optional>

namespace recorder
{

/// Where a target is said to have a file.
struct StoredObject {
    StorageTarget &target;
    QString path;
    qint64 size = 0;
};

/// Whether `source` below the recorder's own folder `root` and `path` on the target are one and the same
/// file: an empty file is made beside the copy and looked for beside the object. False too when that file
/// cannot be made (a full disk must be able to become empty). Errors: the target's.
common::Result<bool> isSameFile(StorageTarget &target, const QString &root, const QString &source,
                                const QString &path);

/// What a copy is called while its target is asked whether it has the file without it.
QString asideNameOf(const QString &copy);
/// Gives a copy back its name that somebody who died has set aside. Whether there was one.
bool putCopyBack(const QString &root, const QString &source);

/// Removes the local copy of a file when its target has it, whatever else was believed until now: the copy
/// gets another name first, then the target is asked. What goes with the copy, or is not there, leaves the
/// copy where it was. Without an object nobody reads the file any more. A copy that is not there is gone.
///
/// Errors: the cause is "same-place" when the object is the copy, "not-found" or "mismatch" when the target
/// has not got the file, "source" when something here is in the way; else the target's.
common::Status removeLocalCopy(const QString &root, const QString &source,
                               const std::optional<StoredObject> &object);

} // namespace recorder
