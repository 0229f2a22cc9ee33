// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"
#include "common/core/guarded.h"

#include <QSemaphore>

#include <chrono>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

namespace recorder
{

/// A few threads for work that costs much memory and time, so that strangers can have only so much of it at
/// once, and of the processor only what capture leaves. Work that would wait too long is told so instead of
/// being done. Any thread may post.
class SlotPool
{
public:
    struct Options {
        int slots = 4;
        std::chrono::milliseconds patience{2000};
        std::size_t queueLimit = 400;
    };
    /// `busy`: do nothing but answer.
    using Task = std::function<void(bool busy)>;

    SlotPool(const common::Clock &clock, Options options);
    ~SlotPool();
    SlotPool(const SlotPool &) = delete;
    SlotPool &operator=(const SlotPool &) = delete;

    /// Runs on a slot's thread, or at once on the caller's with `busy` when the queue is full.
    void post(Task task);
    /// Waits for what runs; what waits, and what is posted from now on, is told that it is busy.
    void stop();

private:
    struct Waiting {
        Task task;
        common::MonoTime since;
    };
    struct State {
        std::deque<Waiting> queue;
        bool stopping = false;
    };
    void work();

    const common::Clock &m_clock;
    const Options m_options;
    common::Guarded<State> m_state;
    QSemaphore m_arrived;
    std::vector<std::jthread> m_threads;
};

} // namespace recorder
