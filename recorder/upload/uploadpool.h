// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/upload/uploadworker.h"

#include <memory>

namespace recorder
{

struct UploadPoolOptions {
    PoolOptions database; ///< url; threads and limits are the pool's own
    QString host;         ///< name of this recorder
    QString recordingsRoot;
    int workersPerTarget = 2;
    int mostTargets = 16; ///< that are worked on at once, beside the own folder; others wait their turn
    std::chrono::milliseconds turn{60000}; ///< when others wait
    std::chrono::milliseconds lease{60000};
    std::chrono::milliseconds look{1000};    ///< for what is due
    std::chrono::milliseconds backlog{5000}; ///< between counts of what waits
    std::chrono::milliseconds idle{60000};   ///< then a target's sessions are closed
    std::chrono::milliseconds keepCopy{60000};
    std::chrono::milliseconds leftovers{60000}; ///< between looks for what stopped moves have left
};

struct UploadState {
    QList<UploadBacklog> waiting; ///< by target, as of the last count
    QList<TargetKey> open;        ///< targets whose breaker is open
    quint64 stored = 0;
    quint64 bytes = 0;
    quint64 failures = 0;
    quint64 removed = 0;
};

/// Brings files to their targets: for each target with work n threads with a session each, so that a slow or
/// dead target holds up no other; one thread that looks for work and renews the leases, and one for what
/// stopped moves have left (LeftoverPass). What was taken and not done at the end is another run's when its
/// lease is over.
class UploadPool
{
public:
    /// `stop` is what `open` gave its sessions as StoragePatience::stop; the pool sets it at its end.
    UploadPool(UploadPoolOptions options, const common::Clock &clock, OpenTarget open,
               std::shared_ptr<std::atomic<bool>> stop);
    ~UploadPool();
    UploadPool(const UploadPool &) = delete;
    UploadPool &operator=(const UploadPool &) = delete;

    UploadState state() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace recorder
