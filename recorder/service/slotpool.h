// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"
#include "common/core/guarded.h"

#include <QHash>
#include <QSemaphore>
#include <QString>

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
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
        int slotsOfLane = 0; ///< that work of one lane has at once, and half of the queue; 0 = all
    };
    /// `busy`: do nothing but answer.
    using Task = std::function<void(bool busy)>;

    SlotPool(const common::Clock &clock, Options options);
    ~SlotPool();
    SlotPool(const SlotPool &) = delete;
    SlotPool &operator=(const SlotPool &) = delete;

    /// Runs on a slot's thread, or at once on the caller's with `busy` when the queue is full. A lane is what
    /// the work waits for: whoever is slow there takes no place from others. Empty = none.
    void post(Task task, const QString &lane = {});
    /// Waits for what runs; what waits, and what is posted from now on, is told that it is busy.
    void stop();

private:
    struct Waiting {
        Task task;
        common::MonoTime since;
        QString lane;
    };
    struct State {
        std::deque<Waiting> queue;
        QHash<QString, int> running; ///< of each lane
        bool stopping = false;
    };
    bool isLate(const Waiting &waiting) const { return m_clock.mono() - waiting.since > m_options.patience; }
    bool isFull(const State &state, const QString &lane) const;
    std::optional<Waiting> next(State &state) const;
    void leave(const QString &lane);
    void work();

    const common::Clock &m_clock;
    const Options m_options;
    common::Guarded<State> m_state;
    QSemaphore m_arrived;
    std::vector<std::jthread> m_threads;
};

} // namespace recorder
