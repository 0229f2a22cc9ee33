// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/slotpool.h"

#include "common/core/background.h"

#include <optional>

namespace recorder
{

SlotPool::SlotPool(const common::Clock &clock, Options options)
    : m_clock(clock)
    , m_options(options)
{
    for (int i = 0; i < options.slots; ++i) {
        m_threads.emplace_back([this] { work(); });
    }
}

SlotPool::~SlotPool()
{
    stop();
}

void SlotPool::stop()
{
    m_state.with([](State &state) { state.stopping = true; });
    m_arrived.release(m_options.slots);
    m_threads.clear();
    for (const Waiting &left : m_state.with([](State &state) { return std::exchange(state.queue, {}); })) {
        left.task(true);
    }
}

void SlotPool::post(Task task)
{
    const bool queued = m_state.with([&](State &state) {
        if (state.stopping || state.queue.size() >= m_options.queueLimit) {
            return false;
        }
        state.queue.push_back({std::move(task), m_clock.mono()});
        return true;
    });
    if (queued) {
        m_arrived.release();
    } else {
        task(true);
    }
}

void SlotPool::work()
{
    common::stepBack();
    for (;;) {
        m_arrived.acquire();
        std::optional<Waiting> next;
        const bool stopping = m_state.with([&next](State &state) {
            if (!state.stopping && !state.queue.empty()) {
                next = std::move(state.queue.front());
                state.queue.pop_front();
            }
            return state.stopping;
        });
        if (stopping) {
            return;
        }
        if (next) {
            next->task(m_clock.mono() - next->since > m_options.patience);
        }
    }
}

} // namespace recorder
