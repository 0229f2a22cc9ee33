// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/guarded.h"
#include "common/core/result.h"
#include "common/model/recording.h"

#include <QSemaphore>

#include <cstddef>
#include <deque>
#include <functional>
#include <stop_token>
#include <thread>
#include <vector>

namespace recorder
{

/// Worker threads for finishing calls: SCHED_BATCH and nice 10, so that capture always goes first. The queue
/// is bounded; a call that finds no room is refused, not dropped: its ledger row still says `ended`, and it
/// is offered again when a `done` says that there is room.
class FinisherPool
{
public:
    using Work = std::function<common::Result<common::FinishedCall>(std::stop_token)>;
    /// Called on the worker's thread.
    using Done = std::function<void(common::Result<common::FinishedCall>)>;

    FinisherPool(int threads, std::size_t capacity);
    /// Asks running work to stop, waits for it, answers waiting work with Unavailable.
    ~FinisherPool();
    FinisherPool(const FinisherPool &) = delete;
    FinisherPool &operator=(const FinisherPool &) = delete;

    /// Unavailable when the queue is full or the pool stops; `done` is not called then. Any thread.
    common::Status submit(Work work, Done done);
    /// Waiting and running. Any thread.
    std::size_t backlog() const;
    /// As the destructor, but may be called early; later `submit`s are refused.
    void stop();

private:
    struct Job {
        Work work;
        Done done;
    };
    struct Queue {
        std::deque<Job> waiting;
        std::size_t running = 0;
        bool stopped = false;
    };
    void run(const std::stop_token &token);
    bool take(Job &job);

    const std::size_t m_capacity;
    common::Guarded<Queue> m_queue;
    /// One for each job, and one for each thread at the end. Several wait: std::counting_semaphore of GCC 12
    /// can lose a wake-up then.
    QSemaphore m_wake;
    std::vector<std::jthread> m_threads;
};

} // namespace recorder
