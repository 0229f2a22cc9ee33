// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/finish/callscan.h"
#include "recorder/finish/conceal.h"
#include "recorder/finish/gaplist.h"
#include "recorder/finish/mixdown.h"
#include "recorder/finish/payloaddecoder.h"
#include "recorder/finish/reorderbuffer.h"
#include "recorder/finish/resampler.h"

#include <optional>

namespace recorder
{

/// What all tracks of a call write to.
struct RenderTarget {
    Mixdown &mixdown;
    GapList &gaps;
    int sampleRate = 8000;
    bool plc = true;
};

/// The second pass of one SSRC: puts its packets in order, decodes them and places the samples in the file.
///
/// Placement: position = RTP time + offset. The offset comes from the clock model and stays, so that a clean
/// stream is copied bit by bit; when it is more than 10 ms off, every frame is stretched or shrunk by one
/// sample in 160 until it is right again, or it is set right at once inside a silence.
class TrackPlayer
{
public:
    TrackPlayer(int stream, const ScannedTrack &plan, RenderTarget &target);

    const quint32 ssrc;

    void packet(const RtpPacketView &rtp, const PayloadCodec &codec, qint64 arrivalNs);
    /// Gives up waiting for packets that are later than 500 ms.
    void tick(qint64 nowNs);
    /// Plays all that is buffered; what comes next does not continue it (recorder was away).
    void interrupt();

    quint64 undecodable() const { return m_undecodable; }
    quint64 tooLate() const { return m_tooLate; }

private:
    static constexpr qint64 kPatienceNs = 500'000'000;

    void playReady();
    void skipGap();
    void drain();
    void play(const RtpPoint &point, const PayloadCodec &codec, std::span<const std::byte> payload);
    std::span<const qint16> toFileRate(const PayloadCodec &codec, std::span<const qint16> samples);
    void place(const RtpPoint &point, const PayloadCodec &codec, std::span<const qint16> samples);
    qint64 alignedOffset(const RtpPoint &point, const PayloadCodec &codec, qint64 nominal);
    std::span<const qint16> corrected(std::span<const qint16> samples);
    void fillGap(qint64 from, qint64 to, qint16 next);
    qint64 toNs(qint64 samples) const { return samples * 1'000'000'000 / m_rate; }

    const int m_stream;
    const ScannedTrack &m_plan;
    RenderTarget &m_target;
    const qint64 m_rate;
    RtpTimeline m_timeline;
    SequenceLog m_log;
    ReorderBuffer m_waiting;
    PayloadDecoder m_decoder;
    std::optional<Resampler> m_resampler;
    int m_resamplerFrom = 0;
    Concealer m_concealer;
    std::vector<qint16> m_stretched;

    bool m_started = false;
    qint64 m_next = 0;     ///< sequence number whose turn it is
    quint64 m_missing = 0; ///< packets given up just before the next one
    int m_segment = -1;
    qint64 m_offset = 0;  ///< file position of tick 0 of the segment, in samples
    int m_correction = 0; ///< -1, 0, 1: shrinking, nothing, stretching
    bool m_placed = false;
    qint64 m_written = 0; ///< file position behind the last sample of ours
    qint64 m_lastCount = 160;
    quint64 m_undecodable = 0;
    quint64 m_tooLate = 0;
};

} // namespace recorder
