// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/spool/calldocuments.h"

#include <algorithm>

namespace recorder
{

/// From the monotonic times of the journal to nanoseconds since the start of the audio. A restart of the host
/// begins a new monotonic clock: the wall clock bridges it, never backwards.
class CallClock
{
public:
    static constexpr qint64 kLongest = 7LL * 24 * 3600 * 1'000'000'000; ///< a longer call is a broken clock

    void start(const CallDocument &call)
    {
        m_origin = call.startMonoNs;
        m_startUnixMs = call.startUnixMs;
        m_started = true;
    }
    bool started() const { return m_started; }

    void resumed(const ResumedDocument &document)
    {
        if (!document.otherBoot) {
            return;
        }
        const qint64 before = at(document.awayFromMonoNs);
        const qint64 byWall = std::clamp<qint64>(document.unixMs - m_startUnixMs, 0, kLongest / 1'000'000);
        const qint64 now = std::max(before, byWall * 1'000'000);
        m_origin = document.awayToMonoNs - now;
    }

    qint64 at(qint64 monoNs) const { return std::clamp(monoNs - m_origin, -kLongest, kLongest); }

private:
    qint64 m_origin = 0; ///< monotonic time, of the present boot, at which the audio starts
    qint64 m_startUnixMs = 0;
    bool m_started = false;
};

} // namespace recorder
