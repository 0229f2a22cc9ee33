// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/rtptimeline.h"

#include <utility>

namespace recorder
{

bool RtpTimeline::Segment::fits(quint32 timestamp, qint64 arrivalNs, int rate) const
{
    if (number < 0 || rate != clockRate) {
        return false;
    }
    const qint64 delay = arrivalNs - ticksToNs(ticksOf(timestamp), clockRate) - std::min(minNow, minBefore);
    return delay >= -kEarlyNs && delay <= kLateNs;
}

void RtpTimeline::Segment::accept(quint32 timestamp, qint64 arrivalNs)
{
    const qint64 ticks = ticksOf(timestamp);
    const qint64 delay = arrivalNs - ticksToNs(ticks, clockRate);
    if (arrivalNs - spanStart > 5'000'000'000) {
        minBefore = minNow;
        minNow = delay;
        spanStart = arrivalNs;
    }
    minNow = std::min(minNow, delay);
    if (ticks > lastTicks) {
        lastTicks = ticks;
        lastTimestamp = timestamp;
    }
}

bool RtpTimeline::beginSegment(quint32 timestamp, qint64 arrivalNs, int clockRate)
{
    if (m_segments >= kMaxSegments) {
        return false;
    }
    m_previous = std::exchange(
        m_current, Segment{m_segments++, clockRate, timestamp, 0, arrivalNs, arrivalNs, arrivalNs});
    return true;
}

RtpPoint RtpTimeline::answer(RtpPoint::Verdict verdict, qint64 sequence, quint32 timestamp)
{
    m_last = verdict == RtpPoint::Verdict::Restart ? sequence : std::max(m_last, sequence);
    m_expectedStray = -1;
    return {verdict, sequence, m_current.number, m_current.ticksOf(timestamp)};
}

RtpPoint RtpTimeline::place(quint16 sequence, quint32 timestamp, qint64 arrivalNs, int clockRate, bool timed)
{
    using enum RtpPoint::Verdict;
    if (!m_started) {
        m_started = true;
        // An event in front has no clock yet: its segment is left at the first packet with samples.
        beginSegment(timestamp, arrivalNs, clockRate);
        return answer(Restart, 0x10000 + sequence, timestamp);
    }
    const int step = static_cast<qint16>(sequence - static_cast<quint16>(m_last & 0xffff));
    const qint64 extended = m_last + step;
    if (!timed) {
        return plausible(step) ? answer(Fits, extended, timestamp) : RtpPoint{Stray, 0, 0, 0};
    }
    const bool inCurrent = m_current.fits(timestamp, arrivalNs, clockRate);
    if (inCurrent || (m_previous.fits(timestamp, arrivalNs, clockRate) && plausible(step))) {
        if (!inCurrent) {
            std::swap(m_current, m_previous);
        }
        m_current.accept(timestamp, arrivalNs);
        return answer(Fits, extended, timestamp);
    }
    if (plausible(step)) {
        if (!beginSegment(timestamp, arrivalNs, clockRate)) {
            return {Stray, 0, 0, 0};
        }
        return answer(Fits, extended, timestamp);
    }
    // Neither number nor clock fit: a sender that began anew, or one stray packet. Two in a row decide.
    if (m_expectedStray != sequence || !beginSegment(timestamp, arrivalNs, clockRate)) {
        m_expectedStray = static_cast<quint16>(sequence + 1);
        return {Stray, 0, 0, 0};
    }
    return answer(Restart, 0x10000 + sequence, timestamp);
}

} // namespace recorder
