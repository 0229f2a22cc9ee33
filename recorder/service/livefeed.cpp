// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/livefeed.h"

#include <algorithm>

namespace recorder
{

LiveFeed::LiveFeed(std::function<void()> ready, std::function<void()> starving)
    : m_ready(std::move(ready))
    , m_starving(std::move(starving))
{
}

std::optional<QByteArray> LiveFeed::take()
{
    bool begs = false;
    auto taken = m_state.with([&begs](State &state) -> std::optional<QByteArray> {
        if (state.queue.empty()) {
            begs = state.owed && !state.starving;
            state.starving = true;
            return std::nullopt;
        }
        QByteArray front = std::move(state.queue.front());
        state.queue.pop_front();
        state.updates = std::min(state.updates, state.queue.size());
        return front;
    });
    if (begs) {
        m_starving();
    }
    return taken;
}

void LiveFeed::offer(const QByteArray &update)
{
    const bool wake = m_state.with([&update](State &state) {
        if (state.owed) {
            return false;
        }
        if (state.updates >= kMostWaiting) {
            state.queue.clear();
            state.updates = 0;
            state.owed = true;
            state.starving = false; // it has to ask first: then it can take again
            return true;
        }
        state.queue.push_back(update);
        ++state.updates;
        return true;
    });
    if (wake) {
        m_ready();
    }
}

bool LiveFeed::wantsSnapshot() const
{
    return m_state.with([](const State &state) { return state.owed && state.starving; });
}

void LiveFeed::restart(const QList<QByteArray> &snapshot)
{
    m_state.with([&snapshot](State &state) {
        state.queue.assign(snapshot.begin(), snapshot.end());
        state.updates = 0;
        state.owed = false;
        state.starving = false;
    });
    m_ready();
}

bool sees(const LiveFilter &filter, const LiveOwners &owners)
{
    if ((filter.tenant && owners.tenant != *filter.tenant) || (owners.confidential && !filter.confidential)) {
        return false;
    }
    return !filter.reach || std::any_of(owners.associated.begin(), owners.associated.end(),
                                        [&filter](const QUuid &id) { return filter.reach->contains(id); });
}

} // namespace recorder
