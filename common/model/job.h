// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace common
{

/// Something a job has to say about a row, a field, a value. Words are the console's.
struct JobLine {
    qint64 row = 0; ///< of the file, counted from 1; 0 = none
    QString field;
    QString code;   ///< reason code
    QString detail; ///< the value, the name
    bool error = false;

    bool operator==(const JobLine &) const = default;
};

struct JobProgress {
    QString stage;     ///< code: "reading", "writing"
    qint64 total = -1; ///< -1 = not known yet
    qint64 done = 0;
    qint64 changed = 0;
    qint64 skipped = 0;
    qint64 failed = 0;

    bool operator==(const JobProgress &) const = default;
};

struct JobRecord {
    static constexpr int kMostLines = 1000;

    QString id;
    QString kind;    ///< "users-update"
    QString subject; ///< what it is about: id of a directory, name of a file
    QString ownerId; ///< empty = the schedule
    QString owner;   ///< name; "system"
    QString tenant;  ///< name
    QString state;   ///< "waiting", "running", "done", "failed", "cancelled"
    JobProgress progress;
    qint64 createdMs = 0;
    qint64 startedMs = 0; ///< 0 = not yet
    qint64 endedMs = 0;
    QString reason; ///< code, of failed
    bool dryRun = false;
    bool stopping = false; ///< Cancel was asked, and it runs still
    QString host;
    QList<JobLine> lines; ///< of one job only, not in lists

    bool hasEnded() const { return endedMs != 0; }
    bool operator==(const JobRecord &) const = default;
};

} // namespace common
