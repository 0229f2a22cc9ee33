// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/rtp/journal.h"
#include "recorder/capture/rtp/mediaoptions.h"

#include "common/core/guarded.h"
#include "common/crypto/hostkey.h"

#include <QSemaphore>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <semaphore>
#include <thread>
#include <vector>

namespace recorder
{

enum class JournalEvent { Opened, OpenFailed, Suspect, Moved, MoveFailed };

/// Gets the results of the disk threads; called on those threads.
class JournalOwner
{
public:
    virtual ~JournalOwner() = default;
    virtual void journalEvent(const std::shared_ptr<Journal> &journal, JournalEvent event) = 0;
};

/// Everything that waits for the disk: a few threads that open, move and close journals, and one that syncs
/// all dirty ones once a second. A disk that takes seconds delays these threads and nobody else.
class JournalDisk
{
public:
    JournalDisk(const MediaOptions &options, const common::HostKey &key, MediaCounters &counters);
    ~JournalDisk();
    /// Finishes what was asked, syncs once more, ends the threads. No owner is called afterwards.
    void stop();

    void open(const std::shared_ptr<Journal> &journal, JournalOwner &owner);
    void move(const std::shared_ptr<Journal> &journal, JournalOwner &owner);
    void close(const std::shared_ptr<Journal> &journal, JournalClosed closed);
    /// Something was appended since the last sync. At most once per journal and sync.
    void noteDirty(const std::shared_ptr<Journal> &journal, JournalOwner &owner);

private:
    struct Dirty {
        std::shared_ptr<Journal> journal;
        JournalOwner *owner = nullptr;
    };
    static constexpr int kThreads = 4; ///< they wait far more than they work

    void post(std::function<void()> job);
    void work();
    void syncLoop();
    void syncRound();
    bool syncOne(Journal &journal);
    bool syncFileSystem(Journal &journal);
    common::Status closeNow(Journal &journal);
    common::Status moveNow(Journal &journal);

    const common::HostKey m_key;
    const SpoolMode m_mode;
    const std::chrono::milliseconds m_interval;
    MediaCounters &m_counters;
    std::map<quint64, int> m_fileSystems; ///< st_dev -> a descriptor for syncfs; sync thread only
    common::Guarded<std::deque<std::function<void()>>> m_jobs;
    common::Guarded<std::vector<Dirty>> m_dirty;
    QSemaphore m_wake; ///< several wait: std::counting_semaphore of GCC 12 can lose a wake-up then
    std::binary_semaphore m_stopSync{0};
    std::vector<std::thread> m_threads;
    std::thread m_syncThread;
};

} // namespace recorder
