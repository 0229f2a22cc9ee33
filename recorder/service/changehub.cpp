// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/changehub.h"

#include "common/core/guarded.h"

#include <algorithm>
#include <vector>

namespace recorder
{

class ChangeQueue
{
public:
    ChangeQueue(ChangeHub::Filter filter, std::function<void()> arrived, qsizetype limit)
        : m_filter(std::move(filter))
        , m_arrived(std::move(arrived))
        , m_limit(limit)
    {
    }
    void offer(const ChangeEvent &event)
    {
        if (event.resource != m_filter.resource ||
            (m_filter.tenant && event.tenant && *m_filter.tenant != *event.tenant)) {
            return;
        }
        const bool wake = m_state.with([&](State &state) {
            if (state.ended) {
                return false;
            }
            const bool empty = state.taken.events.isEmpty() && !state.taken.missed;
            if (state.taken.events.size() >= m_limit) {
                state.taken = {{}, true};
            } else if (!state.taken.missed) {
                state.taken.events.append(event);
            }
            return empty;
        });
        if (wake) {
            m_arrived();
        }
    }
    ChangeHub::Taken take()
    {
        return m_state.with([](State &state) { return std::exchange(state.taken, {}); });
    }
    void end()
    {
        m_state.with([](State &state) { state.ended = true; });
    }

private:
    struct State {
        ChangeHub::Taken taken;
        bool ended = false;
    };
    const ChangeHub::Filter m_filter;
    const std::function<void()> m_arrived;
    const qsizetype m_limit;
    common::Guarded<State> m_state;
};

struct ChangeHub::Private {
    common::Guarded<std::vector<std::weak_ptr<ChangeQueue>>> queues;
};

ChangeHub::Subscription::Subscription(std::shared_ptr<ChangeQueue> queue)
    : m_queue(std::move(queue))
{
}

ChangeHub::Subscription::~Subscription()
{
    m_queue->end();
}

ChangeHub::Taken ChangeHub::Subscription::take()
{
    return m_queue->take();
}

ChangeHub::ChangeHub()
    : d(std::make_unique<Private>())
{
}
ChangeHub::~ChangeHub() = default;

std::unique_ptr<ChangeHub::Subscription> ChangeHub::subscribe(Filter filter, std::function<void()> arrived,
                                                              qsizetype limit)
{
    auto queue = std::make_shared<ChangeQueue>(std::move(filter), std::move(arrived), limit);
    d->queues.with([&queue](auto &queues) {
        std::erase_if(queues, [](const auto &known) { return known.expired(); });
        queues.push_back(queue);
    });
    return std::make_unique<Subscription>(std::move(queue));
}

void ChangeHub::publish(const ChangeEvent &event)
{
    // A copy: who is woken may subscribe or end his subscription.
    const auto queues = d->queues.with([](const auto &known) { return known; });
    for (const auto &known : queues) {
        if (const auto queue = known.lock()) {
            queue->offer(event);
        }
    }
}

} // namespace recorder
