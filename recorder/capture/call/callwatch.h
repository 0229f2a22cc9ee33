// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/rtp/mediaengine.h"

#include "common/core/clock.h"

#include <QHash>
#include <QSet>

#include <optional>

namespace recorder
{

class CallMedia;

/// Hears when a call, or one of its streams, falls silent. Fed once a second with the engine's counters.
/// Lives on the SIP thread.
class CallWatch
{
public:
    explicit CallWatch(common::MonoTime started = {})
        : m_started(started)
        , m_signalled(started)
    {
    }

    void signalled(common::MonoTime now) { m_signalled = now; }
    /// `oneWayAfter`: silence of a stream beside one that speaks. True when who is silent changed.
    bool observe(const MediaCallCounters &counters, const CallMedia &media, common::MonoTime now,
                 std::chrono::seconds oneWayAfter);

    /// Packets are expected, but neither they nor signalling came for `limit`.
    bool timedOut(common::MonoTime now, std::chrono::seconds limit) const;
    bool packetsWithin(common::MonoTime now, std::chrono::seconds span) const;
    /// A call of an earlier run goes on, if it does: its BYE may have met nobody.
    void resumed(common::MonoTime now)
    {
        m_signalled = now;
        m_resumed = now;
    }
    bool heardSinceResumed() const { return m_lastPacket || m_signalled != m_resumed; }
    std::optional<common::MonoTime> lastPacket() const { return m_lastPacket; }
    common::MonoTime started() const { return m_started; }

    bool held() const { return !m_expecting; }
    bool oneWay() const { return m_oneWay; }
    bool isSilent(int stream) const { return m_silent.contains(stream); }
    StreamCounters countersOf(int stream) const { return m_counters.value(stream); }

private:
    common::MonoTime m_started;
    common::MonoTime m_signalled;
    std::optional<common::MonoTime> m_resumed;
    std::optional<common::MonoTime> m_lastPacket;
    bool m_expecting = false;
    bool m_oneWay = false;
    QSet<int> m_silent;
    QHash<int, StreamCounters> m_counters;
    QHash<int, common::MonoTime> m_heard; ///< when a stream's count grew, or packets began to be expected
};

} // namespace recorder
