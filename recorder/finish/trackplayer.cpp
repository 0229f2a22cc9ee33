// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/trackplayer.h"

#include <algorithm>

namespace recorder
{

namespace
{

/// floor(ticks * rate / clock) for whole and broken ratios, without overflow.
qint64 rescale(qint64 ticks, qint64 rate, qint64 clock)
{
    if (rate == clock) {
        return ticks;
    }
    qint64 whole = ticks / clock;
    qint64 rest = ticks % clock;
    if (rest < 0) {
        rest += clock;
        --whole;
    }
    return whole * rate + rest * rate / clock;
}

} // namespace

TrackPlayer::TrackPlayer(int stream, const ScannedTrack &plan, RenderTarget &target)
    : ssrc(plan.ssrc)
    , m_stream(stream)
    , m_plan(plan)
    , m_target(target)
    , m_rate(target.sampleRate)
    , m_concealer(target.sampleRate)
{
}

void TrackPlayer::packet(const RtpPacketView &rtp, const PayloadCodec &codec, qint64 arrivalNs)
{
    const RtpPoint point =
        m_timeline.place(rtp.sequence, rtp.timestamp, arrivalNs, codec.clockRate, codec.timed);
    if (point.verdict == RtpPoint::Verdict::Stray) {
        return;
    }
    if (point.verdict == RtpPoint::Verdict::Restart) {
        drain();
        m_log.restart();
        // The very first packet may have been overtaken; where the numbering began is known.
        m_next = m_started ? point.sequence : std::min(m_plan.firstSequence, point.sequence);
        m_started = true;
    }
    if (!m_log.note(point.sequence)) {
        return;
    }
    if (point.sequence == m_next) {
        play(point, codec, rtp.payload);
        ++m_next;
        playReady();
        return;
    }
    if (point.sequence < m_next) {
        ++m_tooLate;
        return;
    }
    while (point.sequence - m_next >= ReorderBuffer::kCapacity) {
        if (m_waiting.empty()) {
            m_missing += static_cast<quint64>(point.sequence - m_next);
            m_next = point.sequence;
            play(point, codec, rtp.payload);
            ++m_next;
            return;
        }
        skipGap();
    }
    m_waiting.store(point, codec, arrivalNs, rtp.payload);
    playReady(); // skipping may have made it the next one
}

void TrackPlayer::playReady()
{
    while (ReorderBuffer::Entry *entry = m_waiting.find(m_next)) {
        play(entry->point, entry->codec, entry->payload);
        m_waiting.release(*entry);
        ++m_next;
    }
}

void TrackPlayer::skipGap()
{
    const ReorderBuffer::Entry *entry = m_waiting.firstFrom(m_next);
    if (entry == nullptr) {
        return;
    }
    m_missing += static_cast<quint64>(entry->point.sequence - m_next);
    m_next = entry->point.sequence;
    playReady();
}

void TrackPlayer::tick(qint64 nowNs)
{
    while (!m_waiting.empty() && nowNs - m_waiting.firstFrom(m_next)->arrivalNs > kPatienceNs) {
        skipGap();
    }
}

void TrackPlayer::drain()
{
    while (!m_waiting.empty()) {
        skipGap();
    }
}

void TrackPlayer::interrupt()
{
    drain();
    m_log.restart();
    m_concealer.forget();
    if (m_started) {
        m_missing = 0;
        m_placed = false;
    }
}

void TrackPlayer::play(const RtpPoint &point, const PayloadCodec &codec, std::span<const std::byte> payload)
{
    if (!codec.decodable()) {
        return; // its place stays silent; events are not looked at
    }
    const auto samples = m_decoder.decode(codec, payload);
    if (m_decoder.failed()) {
        ++m_undecodable;
    }
    if (!samples.empty()) {
        place(point, codec, toFileRate(codec, samples));
    }
}

std::span<const qint16> TrackPlayer::toFileRate(const PayloadCodec &codec, std::span<const qint16> samples)
{
    if (codec.audioRate == m_rate) {
        return samples;
    }
    if (m_resamplerFrom != codec.audioRate) {
        m_resampler.emplace(codec.audioRate, static_cast<int>(m_rate));
        m_resamplerFrom = codec.audioRate;
    }
    return m_resampler->process(samples);
}

/// The offset for this packet: the one in use, or a new one where it may change without being heard.
qint64 TrackPlayer::alignedOffset(const RtpPoint &point, const PayloadCodec &codec, qint64 nominal)
{
    const qint64 originNs = m_plan.clock.originAt(point.segment, ticksToNs(point.ticks, codec.clockRate));
    const qint64 wanted = rescale(originNs, m_rate, 1'000'000'000);
    const qint64 error = wanted - m_offset;
    const qint64 hysteresis = m_rate / 100;
    const qint64 silence = nominal + m_offset - m_written;
    if (point.segment != m_segment || std::abs(error) > m_rate / 10 ||
        (std::abs(error) > hysteresis && silence > m_rate * Concealer::kLongestMs / 1000)) {
        m_segment = point.segment;
        m_correction = 0;
        return wanted;
    }
    if (std::abs(error) > hysteresis) {
        m_correction = error > 0 ? 1 : -1;
    } else if (std::abs(error) < m_rate / 1000) {
        m_correction = 0;
    }
    return m_offset;
}

std::span<const qint16> TrackPlayer::corrected(std::span<const qint16> samples)
{
    if (m_correction == 0) {
        return samples;
    }
    const auto step = static_cast<qint64>(std::max<std::size_t>(samples.size() / 160, 1)) * m_correction;
    stretch(samples, static_cast<std::size_t>(static_cast<qint64>(samples.size()) + step), m_stretched);
    m_offset += step;
    return m_stretched;
}

void TrackPlayer::place(const RtpPoint &point, const PayloadCodec &codec, std::span<const qint16> samples)
{
    const qint64 delay = codec.audioRate == m_rate ? 0 : m_resampler->delaySamples();
    const qint64 nominal = rescale(point.ticks, m_rate, codec.clockRate) - delay;
    m_offset = alignedOffset(point, codec, nominal);
    qint64 position = nominal + m_offset;
    std::span<const qint16> audio = corrected(samples);
    if (m_placed && position > m_written) {
        fillGap(m_written, position, audio.empty() ? qint16{0} : audio.front());
    } else if (m_placed && position < m_written) {
        // The same source twice at one time: what is there stays.
        const auto cut = std::min(static_cast<std::size_t>(m_written - position), audio.size());
        audio = audio.subspan(cut);
        position += static_cast<qint64>(cut);
    }
    m_missing = 0;
    m_lastCount = static_cast<qint64>(samples.size());
    if (audio.empty()) {
        return;
    }
    m_target.mixdown.add(m_plan.channel, position, audio);
    if (m_target.plc) {
        m_concealer.heard(audio);
    }
    m_written = position + static_cast<qint64>(audio.size());
    m_placed = true;
}

/// [from, to) has no audio of this source. Only what sequence numbers miss is a loss; the rest is a pause of
/// the sender (DTX) and stays silent without mention.
void TrackPlayer::fillGap(qint64 from, qint64 to, qint16 next)
{
    qint64 lost = std::min(to - from, static_cast<qint64>(m_missing) * m_lastCount);
    if (m_missing == 0) {
        if (to - from > m_rate / 100) {
            m_concealer.forget();
        }
        return;
    }
    if (to - from - lost < m_rate / 1000) {
        lost = to - from; // rounding of odd packet lengths
    }
    qint64 filled = 0;
    if (m_target.plc) {
        const auto audio = m_concealer.fill(static_cast<std::size_t>(lost), next);
        m_target.mixdown.add(m_plan.channel, from, audio);
        m_target.gaps.add(m_stream, common::Gap::Cause::Concealed, toNs(from),
                          toNs(static_cast<qint64>(audio.size())));
        filled = static_cast<qint64>(audio.size());
        m_concealer.heard(audio);
    }
    m_target.gaps.add(m_stream, common::Gap::Cause::Loss, toNs(from + filled), toNs(lost - filled));
    if (lost > m_rate * Concealer::kLongestMs / 1000) {
        m_concealer.forget();
    }
}

} // namespace recorder
