// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobcontext.h"
#include "recorder/store/removalrepository.h"
#include "recorder/upload/lockedfiles.h"
#include "recorder/upload/uploadworker.h"

#include <QDeadlineTimer>

#include <map>

namespace recorder
{

/// Whether a target that gives this cause for not removing a file has answered: others of its files may go.
bool isAboutTheFile(const QString &cause);

/// Removes the files of removed calls from storage targets (file_removals): some of each target in turn, so
/// that a slow one holds up no other. A file that cannot be removed is a line (file-stays; detail: path and
/// cause), a target that does not answer another (unreachable); both are tried again later (2 s to 15 min).
/// What the storage itself keeps is no failure: one line for all, tried again days later (lockedfiles.h).
/// One run of a job; on its thread.
class FileRemovals
{
public:
    FileRemovals(JobContext &job, const OpenTarget &open)
        : m_job(job)
        , m_open(open)
    {
    }
    /// Until nothing is due, or the time is over: then isOver(). An error of the database, or a stop.
    common::Status run(const QDeadlineTimer &until);
    bool isOver() const { return m_over; }
    /// The code of the worst line; empty = all went well.
    const QString &worst() const { return m_worst; }

private:
    struct Outcome {
        QList<qint64> gone;
        QList<std::pair<FileRemoval, common::Error>> failed;
        bool isDead = false; ///< the target does not answer
    };
    /// False = there is no more to do there in this run.
    common::Result<bool> removeSome(TargetKey target, const QDeadlineTimer &until);
    void removeAll(TargetKey target, const QList<FileRemoval> &files, const QDeadlineTimer &until,
                   Outcome &outcome);
    common::Result<StorageTarget *> session(TargetKey target);
    common::Status settle(const Outcome &outcome);

    JobContext &m_job;
    const OpenTarget &m_open;
    std::map<TargetKey, std::unique_ptr<StorageTarget>> m_sessions;
    std::map<TargetKey, int> m_failed;
    LockedFiles m_locked;
    QString m_worst;
    bool m_over = false;
};

} // namespace recorder
