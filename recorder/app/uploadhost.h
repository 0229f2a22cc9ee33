// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/systemhandlers.h"
#include "recorder/app/databasehost.h"
#include "recorder/app/metricsserver.h"
#include "recorder/upload/uploadpool.h"

namespace recorder
{

/// Brings this recorder's files to their targets, as soon as there is a database. Main thread.
class UploadHost
{
public:
    UploadHost(const DatabaseHost &database, QString host, QString recordingsRoot);

    /// Starts the workers once the database is there.
    void tick();
    /// Stops what runs; before the database goes.
    void stop();

    QList<Metric> metrics() const;
    /// Not good when a target does not answer and files wait for it.
    SystemHealthItem health() const;

private:
    const DatabaseHost &m_database;
    const QString m_host;
    const QString m_root;
    const common::SystemClock m_clock;
    std::unique_ptr<UploadPool> m_pool;
};

} // namespace recorder
