// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/audiosink.h"

#include "common/audio/wav.h"

#include <QtEndian>

#include <algorithm>

namespace recorder
{

using common::FileFormat;
using common::Status;

namespace
{

common::PeaksLayout layoutOf(const AudioSink::Settings &settings)
{
    return {settings.sampleRate, settings.format.channels == FileFormat::Channels::Stereo ? 2 : 1,
            settings.frames};
}

} // namespace

AudioSink::AudioSink(const Settings &settings, OutputFile &audio, OutputFile &peaks)
    : m_settings(settings)
    , m_stereo(settings.format.channels == FileFormat::Channels::Stereo)
    , m_audio(audio)
    , m_peaksFile(peaks)
    , m_peaks(layoutOf(settings))
{
    if (settings.format.agc) {
        for (int channel = 0; channel < 2; ++channel) {
            m_gain.push_back({AutomaticGain(settings.sampleRate, settings.format.agcMaxGain), {}});
        }
    }
}

common::Result<AudioSink> AudioSink::open(const Settings &settings, OutputFile &audio, OutputFile &peaks)
{
    AudioSink sink(settings, audio, peaks);
    const int channels = sink.m_stereo ? 2 : 1;
    QByteArray head;
    if (settings.format.container == FileFormat::Container::Mp3) {
        const int bitrate = settings.format.mp3Bitrate * channels * (settings.sampleRate / 8000);
        auto encoder = common::Mp3Encoder::open(
            {settings.sampleRate, channels, bitrate, settings.format.mp3Quality}, settings.frames);
        if (!encoder) {
            return propagate(encoder);
        }
        sink.m_encoder.emplace(std::move(*encoder));
        head = common::id3Tag(settings.tags) + sink.m_encoder->infoFrame();
    } else {
        head = common::wavHeader({settings.sampleRate, channels, settings.frames}, settings.tags);
    }
    Status written = audio.write(head);
    if (written) {
        written = peaks.write(sink.m_peaks.header());
    }
    if (!written) {
        return propagate(written);
    }
    return sink;
}

/// Levels what has a block behind it; returns how many samples at the front are done.
std::size_t AudioSink::Gain::apply(bool last)
{
    const auto size = static_cast<std::size_t>(control.blockSize());
    const std::span<qint16> all(pending);
    std::size_t done = 0;
    while (all.size() - done >= 2 * size || (last && done < all.size())) {
        const auto block = all.subspan(done, std::min(size, all.size() - done));
        const auto rest = all.subspan(done + block.size());
        control.apply(block, AutomaticGain::peakOf(rest.first(std::min(size, rest.size()))));
        done += block.size();
    }
    return done;
}

Status AudioSink::addLevelled(std::span<const qint16> left, std::span<const qint16> right, bool last)
{
    m_gain[0].pending.insert(m_gain[0].pending.end(), left.begin(), left.end());
    m_gain[1].pending.insert(m_gain[1].pending.end(), right.begin(), right.end());
    const std::size_t done = m_gain[0].apply(last);
    m_gain[1].apply(last);
    Status status =
        emitSamples(std::span(m_gain[0].pending).first(done), std::span(m_gain[1].pending).first(done));
    for (Gain &gain : m_gain) {
        gain.pending.erase(gain.pending.begin(), gain.pending.begin() + static_cast<std::ptrdiff_t>(done));
    }
    return status;
}

Status AudioSink::add(std::span<qint16> left, std::span<qint16> right)
{
    return m_gain.empty() ? emitSamples(left, right) : addLevelled(left, right, false);
}

Status AudioSink::emitSamples(std::span<const qint16> left, std::span<const qint16> right)
{
    if (!m_stereo) {
        m_mixed.resize(left.size());
        for (std::size_t i = 0; i < left.size(); ++i) {
            m_mixed[i] = static_cast<qint16>(std::clamp(left[i] + right[i], -32768, 32767));
        }
        left = right = m_mixed;
    }
    m_bytes.resize(0);
    m_peaks.add(left, right, m_bytes);
    Status written = m_peaksFile.write(m_bytes);
    return written ? encode(left, right) : written;
}

Status AudioSink::encode(std::span<const qint16> left, std::span<const qint16> right)
{
    m_bytes.resize(0);
    if (m_encoder) {
        Status encoded = m_encoder->encode(left, right, m_bytes);
        return encoded ? m_audio.write(m_bytes) : encoded;
    }
    const std::size_t channels = m_stereo ? 2 : 1;
    m_bytes.resize(static_cast<qsizetype>(2) * static_cast<qsizetype>(channels * left.size()));
    auto *out = reinterpret_cast<qint16 *>(m_bytes.data());
    for (std::size_t i = 0; i < left.size(); ++i) {
        out[channels * i] = qToLittleEndian(left[i]);
        if (m_stereo) {
            out[2 * i + 1] = qToLittleEndian(right[i]);
        }
    }
    return m_audio.write(m_bytes);
}

Status AudioSink::finish()
{
    Status status = m_gain.empty() ? Status{} : addLevelled({}, {}, true);
    if (!status) {
        return status;
    }
    m_bytes.resize(0);
    if (m_encoder) {
        status = m_encoder->finish(m_bytes);
        if (status) {
            status = m_audio.write(m_bytes);
        }
        m_bytes.resize(0);
    }
    if (!status) {
        return status;
    }
    m_peaks.finish(m_bytes);
    status = m_peaksFile.write(m_bytes);
    for (int level = 1; status && level < common::PeaksLayout::kLevels; ++level) {
        status = m_peaksFile.write(m_peaks.coarse(level));
    }
    return status;
}

} // namespace recorder
