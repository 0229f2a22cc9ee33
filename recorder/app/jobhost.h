// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/app/databasehost.h"
#include "recorder/jobs/jobrunner.h"

namespace recorder
{

/// The jobs that this recorder runs, as soon as there is a database. Every kind is listed here. Main thread.
class JobHost
{
public:
    /// `workFolder` is the jobs' own: it is emptied before they start.
    JobHost(DatabaseHost &database, QString host, QString workFolder);

    /// Starts the runner once the database is there.
    void tick();
    /// Stops what runs, also in the middle of a file; before the database goes.
    void stop();

private:
    DatabaseHost &m_database;
    const QString m_host;
    const QString m_workFolder;
    const common::SystemClock m_clock;
    std::unique_ptr<JobRunner> m_runner;
};

} // namespace recorder
