// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/app/databasehost.h"
#include "recorder/jobs/jobrunner.h"
#include "recorder/upload/ownmove.h"

namespace recorder
{

/// The jobs that this recorder runs, as soon as there is a database. Every kind is listed here. Main thread.
class JobHost
{
public:
    /// The folder for work is the jobs' own: it is emptied before they start.
    JobHost(DatabaseHost &database, QString host, MoveFolders folders);

    /// Starts the runner once the database is there.
    void tick();
    /// Stops what runs, also in the middle of a file; before the database goes.
    void stop();

private:
    DatabaseHost &m_database;
    const QString m_host;
    const MoveFolders m_folders;
    const common::SystemClock m_clock;
    std::unique_ptr<JobRunner> m_runner;
};

} // namespace recorder
