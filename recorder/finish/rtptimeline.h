// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <algorithm>
#include <limits>

namespace recorder
{

/// RTP ticks in nanoseconds, without overflow for days of 48 kHz.
inline qint64 ticksToNs(qint64 ticks, int clockRate)
{
    return ticks / clockRate * 1'000'000'000 + ticks % clockRate * 1'000'000'000 / clockRate;
}

/// Where one packet belongs in the numbering of its source.
struct RtpPoint {
    enum class Verdict {
        Fits,
        Restart, ///< the first packet of a new numbering: what is buffered belongs to the old one
        Stray    ///< fits nothing so far and does not count
    };
    Verdict verdict = Verdict::Fits;
    qint64 sequence = 0; ///< extended; comparable until the next Restart
    int segment = 0;     ///< stretch of one RTP clock; a jump of the timestamps begins a new one
    qint64 ticks = 0;    ///< since the first packet of the segment; may be slightly negative
};

/// Unwraps sequence numbers (16 bit) and timestamps (32 bit) of one SSRC, and cuts its life into segments in
/// which timestamps and arrival agree. Both passes over the journal feed it the same packets and get the same
/// answers; it knows nothing of the audio.
class RtpTimeline
{
public:
    /// 40 bytes each; a sender that steps its timestamps at each talk spurt makes one a second.
    static constexpr int kMaxSegments = 1 << 18;

    /// `timed` = the timestamp counts samples (not an event, whose timestamp stands still).
    RtpPoint place(quint16 sequence, quint32 timestamp, qint64 arrivalNs, int clockRate, bool timed);

private:
    /// A packet may come this much earlier or later than the quickest of the last seconds.
    static constexpr qint64 kEarlyNs = 500'000'000;
    static constexpr qint64 kLateNs = 2'000'000'000;
    static constexpr int kMaxDropout = 3000; ///< RFC 3550 appendix A.1
    static constexpr int kMaxMisorder = 100;

    struct Segment {
        int number = -1;
        int clockRate = 8000;
        quint32 lastTimestamp = 0;
        qint64 lastTicks = 0;
        // Smallest arrival minus media time: in the present and in the last span of five seconds.
        qint64 minNow = 0;
        qint64 minBefore = 0;
        qint64 spanStart = 0;

        qint64 ticksOf(quint32 timestamp) const
        {
            return lastTicks + static_cast<qint32>(timestamp - lastTimestamp);
        }
        bool fits(quint32 timestamp, qint64 arrivalNs, int rate) const;
        void accept(quint32 timestamp, qint64 arrivalNs);
    };

    bool plausible(int step) const { return step > -kMaxMisorder && step < kMaxDropout; }
    bool beginSegment(quint32 timestamp, qint64 arrivalNs, int clockRate);
    RtpPoint answer(RtpPoint::Verdict verdict, qint64 sequence, quint32 timestamp);

    bool m_started = false;
    qint64 m_last = 0; ///< highest extended sequence number
    Segment m_current;
    Segment m_previous;
    int m_segments = 0;
    int m_expectedStray = -1; ///< sequence number that would confirm a restart
};

} // namespace recorder
