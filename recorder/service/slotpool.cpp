// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/slotpool.h"

#include "common/core/background.h"

#include <algorithm>

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

void SlotPool::post(Task task, const QString &lane)
{
    const bool queued = m_state.with([&](State &state) {
        if (state.stopping || state.queue.size() >= m_options.queueLimit || isFull(state, lane)) {
            return false;
        }
        state.queue.push_back({std::move(task), m_clock.mono(), lane});
        return true;
    });
    if (queued) {
        m_arrived.release();
    } else {
        task(true);
    }
}

/// So many of the lane wait that the others have what is left of the queue.
bool SlotPool::isFull(const State &state, const QString &lane) const
{
    if (m_options.slotsOfLane == 0 || lane.isEmpty()) {
        return false;
    }
    const auto waiting = std::count_if(state.queue.begin(), state.queue.end(),
                                       [&lane](const Waiting &one) { return one.lane == lane; });
    return static_cast<std::size_t>(waiting) >= std::max<std::size_t>(1, m_options.queueLimit / 2);
}

/// The first that has a slot of its lane, or is only to be told that it waited too long.
std::optional<SlotPool::Waiting> SlotPool::next(State &state) const
{
    const auto found = std::find_if(state.queue.begin(), state.queue.end(), [&](const Waiting &one) {
        return m_options.slotsOfLane == 0 || one.lane.isEmpty() ||
               state.running.value(one.lane) < m_options.slotsOfLane || isLate(one);
    });
    if (found == state.queue.end()) {
        return std::nullopt;
    }
    Waiting taken = std::move(*found);
    state.queue.erase(found);
    if (!taken.lane.isEmpty()) {
        ++state.running[taken.lane];
    }
    return taken;
}

/// Whoever was woken for work of this lane found no slot and sleeps again: one more may look now.
void SlotPool::leave(const QString &lane)
{
    const bool more = m_state.with([&](State &state) {
        if (const auto count = state.running.find(lane); count != state.running.end() && --*count <= 0) {
            state.running.erase(count);
        }
        return !state.queue.empty();
    });
    if (more) {
        m_arrived.release();
    }
}

void SlotPool::work()
{
    common::stepBack();
    for (;;) {
        m_arrived.acquire();
        std::optional<Waiting> taken;
        const bool stopping = m_state.with([&](State &state) {
            if (!state.stopping) {
                taken = next(state);
            }
            return state.stopping;
        });
        if (stopping) {
            return;
        }
        if (taken) {
            taken->task(isLate(*taken));
            if (!taken->lane.isEmpty()) {
                leave(taken->lane);
            }
        }
    }
}

} // namespace recorder
