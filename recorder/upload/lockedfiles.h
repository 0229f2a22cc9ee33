// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/model/job.h"

namespace recorder
{

/// The storage keeps what was to be removed: retention or a legal hold there, or versions that the account
/// may not delete. That is no failure of the target, and the file's row stays.
bool isLockedByStorage(const common::Error &error);

/// When it is tried again: when the storage said that it lets it go, but after a day at the earliest and
/// thirty at the latest (a lock can be lengthened, and lifted). Unix milliseconds.
qint64 lockedTryMs(const common::Error &error, qint64 nowMs);

/// Counts them, for one line of a job.
class LockedFiles
{
public:
    void add(const QString &path);
    void add(const LockedFiles &others);
    bool isEmpty() const { return m_count == 0; }
    /// "locked-by-storage", with the first path and how many more there are.
    common::JobLine line() const;

private:
    QString m_first;
    qint64 m_count = 0;
};

} // namespace recorder
