// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <memory>

namespace recorder
{

struct PrivateClusterOptions {
    QString directory;                         ///< DATA: the cluster lives in DATA/pg, its socket in DATA/run
    QString user = QStringLiteral("postgres"); ///< who runs the server when we are root
    QString database = QStringLiteral("earshot"); ///< created when missing
    QStringList binaryDirectories; ///< empty = /usr/lib/postgresql/*/bin newest first, then PATH
    int sharedBuffersMb = 128;
    int maxConnections = 40;
    bool durable = true; ///< false = fsync off: tests only
    std::chrono::milliseconds startTimeout{60000};
    /// For the checkpoint of a clean stop; then it has to stop at once and recovers at its next start.
    std::chrono::milliseconds stopTimeout{30000};
};

/// A PostgreSQL server of our own: created on first use, reachable only through a Unix socket in a directory
/// of mode 0700, never run as root. One thread of it watches the server and starts it again when it dies. A
/// server that outlived our own kill -9 is adopted. All methods may be called from any thread.
class PrivateCluster
{
public:
    /// Returns when the server answers. Invalid = the directory cannot be used (foreign owner, not
    /// reachable), NotFound = PostgreSQL or the user is not installed, Unavailable = it did not start in
    /// time. One line each.
    static common::Result<std::unique_ptr<PrivateCluster>> start(const PrivateClusterOptions &options);
    /// Stops the server (fast shutdown) unless stop() or leaveRunning() came before.
    ~PrivateCluster();
    PrivateCluster(const PrivateCluster &) = delete;
    PrivateCluster &operator=(const PrivateCluster &) = delete;

    /// libpq connection string of the database. `database` empty = the one of the options.
    QString url(const QString &database = {}) const;
    qint64 pid() const;   ///< of the postmaster, 0 while it is down
    bool adopted() const; ///< it ran already when we came
    int restarts() const; ///< how often it was started again after it died
    common::Status stop();
    void leaveRunning(); ///< forget it without stopping it (hand-over to a successor)

private:
    struct Private;
    explicit PrivateCluster(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace recorder
