// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <cstddef>
#include <vector>

namespace recorder
{

/// When the audio of one SSRC was there, for each of its segments: the lower envelope of arrival time minus
/// media time. Jitter only delays, so the quickest packets show the clock; a sender whose clock runs fast or
/// slow makes the envelope rise or fall, a pause without timestamps makes it step. One number a second is
/// kept: 115 KB for 8 hours.
class ClockModel
{
public:
    /// First pass. `mediaNs` = media time since the start of the segment.
    void observe(int segment, qint64 mediaNs, qint64 arrivalNs);
    /// Between the passes: from minima of single seconds to the envelope.
    void settle();
    /// Call time at which media time 0 of the segment would have to start for the audio at `mediaNs` to be
    /// right.
    qint64 originAt(int segment, qint64 mediaNs) const;

private:
    struct Segment {
        qint64 firstArrivalNs = 0;
        std::vector<qint32> minimaUs; ///< relative to firstArrivalNs
    };
    static constexpr int kReach = 4; ///< seconds to each side over which the minimum is taken
    static constexpr qint32 kStepUs = 60'000;

    static void settle(std::vector<qint32> &minima);

    std::vector<Segment> m_segments;
};

} // namespace recorder
