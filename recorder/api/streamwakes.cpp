// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/streamwakes.h"

#include "recorder/api/serverstreams.h"

namespace recorder
{

namespace
{
constexpr int kAtOnce = 64; ///< connections; about 2 ms
} // namespace

StreamWakes::StreamWakes(std::shared_ptr<ApiMailbox> mailbox)
    : m_mailbox(std::move(mailbox))
{
}

void StreamWakes::add(const QPointer<ServerStreams> &streams, quint32 stream)
{
    const bool first = m_due.with([&](std::vector<Due> &due) {
        due.push_back({streams, stream});
        return due.size() == 1;
    });
    if (first) {
        post();
    }
}

void StreamWakes::post()
{
    // The mailbox runs nothing after its receiver's end, which keeps this object.
    m_mailbox->post([this] { serve(); });
}

void StreamWakes::serve()
{
    for (const Due &due : m_due.with([](std::vector<Due> &waiting) { return std::exchange(waiting, {}); })) {
        if (due.streams && due.streams->rouse(due.stream)) {
            m_roused.push_back(due.streams);
        }
    }
    for (int served = 0; served < kAtOnce && !m_roused.empty(); ++served) {
        const QPointer<ServerStreams> streams = m_roused.front();
        m_roused.pop_front();
        if (streams) {
            streams->goOn();
        }
    }
    if (!m_roused.empty()) {
        post();
    }
}

} // namespace recorder
