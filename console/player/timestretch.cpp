// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/timestretch.h"

#include <SoundTouch.h>

#include <algorithm>
#include <cmath>

namespace console
{

TimeStretch::TimeStretch(int rate, int lanes)
    : m_lanes(lanes)
    , m_stretcher(std::make_unique<soundtouch::SoundTouch>())
{
    // SoundTouch throws where rate or channels are not set or absurd; ours are checked by the source.
    m_stretcher->setSampleRate(static_cast<unsigned>(rate));
    m_stretcher->setChannels(static_cast<unsigned>(lanes));
    // Short pieces: made for speech, and no place is far from where it belongs.
    m_stretcher->setSetting(SETTING_SEQUENCE_MS, 40);
    m_stretcher->setSetting(SETTING_SEEKWINDOW_MS, 15);
    m_stretcher->setSetting(SETTING_OVERLAP_MS, 8);
}

TimeStretch::~TimeStretch() = default;

void TimeStretch::restart(double speed)
{
    m_speed = std::clamp(speed, kSlowest, kFastest);
    m_put = 0;
    m_taken = 0;
    m_ended = false;
    m_waiting.clear();
    m_used = 0;
    m_stretcher->clear();
    if (!passing()) {
        m_stretcher->setTempo(m_speed);
    }
}

void TimeStretch::put(std::span<const float> lanes)
{
    const qint64 frames = static_cast<qint64>(lanes.size()) / m_lanes;
    m_put += frames;
    if (passing()) {
        m_waiting.insert(m_waiting.end(), lanes.begin(), lanes.end());
    } else {
        m_stretcher->putSamples(lanes.data(), static_cast<unsigned>(frames));
    }
}

void TimeStretch::end()
{
    if (!m_ended && !passing()) {
        m_stretcher->flush(); // pads with silence: take() cuts it
    }
    m_ended = true;
}

qint64 TimeStretch::take(std::span<float> out)
{
    qint64 frames = static_cast<qint64>(out.size()) / m_lanes;
    if (passing()) {
        const std::size_t count =
            std::min(m_waiting.size() - m_used, static_cast<std::size_t>(frames * m_lanes));
        std::copy_n(m_waiting.begin() + static_cast<std::ptrdiff_t>(m_used), count, out.begin());
        m_used += count;
        if (m_used == m_waiting.size()) {
            m_waiting.clear();
            m_used = 0;
        }
        frames = static_cast<qint64>(count) / m_lanes;
    } else {
        if (m_ended) {
            const auto all = static_cast<qint64>(std::llround(static_cast<double>(m_put) / m_speed));
            frames = std::clamp<qint64>(all - m_taken, 0, frames);
        }
        frames = m_stretcher->receiveSamples(out.data(), static_cast<unsigned>(frames));
    }
    m_taken += frames;
    return frames;
}

} // namespace console
