// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/callwatch.h"

#include "recorder/capture/call/callmedia.h"

#include <algorithm>

namespace recorder
{

bool CallWatch::observe(const MediaCallCounters &counters, const CallMedia &media, common::MonoTime now,
                        std::chrono::seconds oneWayAfter)
{
    if (counters.lastPacketMonoNs != 0) {
        m_lastPacket = common::monoFromNs(counters.lastPacketMonoNs);
    }
    QHash<int, StreamCounters> current;
    for (const StreamCounters &one : counters.streams) {
        current.insert(one.index, one);
    }
    QSet<int> silent;
    bool expecting = false;
    bool speaking = false;
    for (const CallStream &stream : media.streams()) {
        const int index = stream.document.index;
        if (!stream.expectsPackets()) {
            m_heard.remove(index); // hold: the time starts anew when it ends
            continue;
        }
        expecting = true;
        const quint64 before = m_counters.value(index).received;
        if (!m_heard.contains(index) || current.value(index).received != before) {
            m_heard.insert(index, now);
        }
        if (now - m_heard.value(index) >= oneWayAfter) {
            silent.insert(index);
        } else if (current.value(index).received > 0) {
            speaking = true;
        }
    }
    m_counters = current;
    m_expecting = expecting;
    const bool oneWay = speaking && !silent.isEmpty();
    const bool changed = oneWay != m_oneWay || silent != m_silent;
    m_oneWay = oneWay;
    m_silent = silent;
    return changed;
}

bool CallWatch::timedOut(common::MonoTime now, std::chrono::seconds limit) const
{
    if (!m_expecting) {
        return false;
    }
    const common::MonoTime last = std::max(m_signalled, m_lastPacket.value_or(m_started));
    return now - last >= limit;
}

bool CallWatch::packetsWithin(common::MonoTime now, std::chrono::seconds span) const
{
    return m_lastPacket && now - *m_lastPacket <= span;
}

} // namespace recorder
