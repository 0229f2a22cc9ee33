// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/mixer.h"

#include <algorithm>

namespace console
{

namespace
{
constexpr double kMaxGain = 4;
}

Mixer::Mixer(int rate, int lanes)
    : m_lanes(std::clamp(lanes, 1, kMaxLanes))
    , m_rampFrames(std::max(1, rate / 100))
{
}

void Mixer::setLane(int lane, const LaneControl &control)
{
    if (lane >= 0 && lane < m_lanes) {
        m_controls[static_cast<std::size_t>(lane)] = control;
        retarget();
    }
}

void Mixer::settle()
{
    m_now = m_target;
    m_rampLeft = 0;
}

bool Mixer::heard(int lane) const
{
    bool anySolo = false;
    for (int i = 0; i < m_lanes; ++i) {
        anySolo = anySolo || m_controls[static_cast<std::size_t>(i)].solo;
    }
    const LaneControl &control = m_controls[static_cast<std::size_t>(lane)];
    return anySolo ? control.solo && !control.mute : !control.mute;
}

QList<double> Mixer::gains() const
{
    QList<double> all;
    for (int lane = 0; lane < m_lanes; ++lane) {
        const double gain = std::clamp(m_controls[static_cast<std::size_t>(lane)].gain, 0.0, kMaxGain);
        all.append(heard(lane) ? gain : 0);
    }
    return all;
}

void Mixer::retarget()
{
    const QList<double> all = gains();
    for (int lane = 0; lane < m_lanes; ++lane) {
        const auto i = static_cast<std::size_t>(lane);
        const double pan = std::clamp(m_controls[i].pan, -1.0, 1.0);
        m_target[i].left = static_cast<float>(all[lane] * std::min(1.0, 1 - pan));
        m_target[i].right = static_cast<float>(all[lane] * std::min(1.0, 1 + pan));
        const auto frames = static_cast<float>(m_rampFrames);
        m_step[i] = {(m_target[i].left - m_now[i].left) / frames,
                     (m_target[i].right - m_now[i].right) / frames};
    }
    m_rampLeft = m_rampFrames;
}

void Mixer::mix(std::span<const float> lanes, std::span<float> stereo)
{
    const std::size_t frames = stereo.size() / 2;
    const auto count = static_cast<std::size_t>(m_lanes);
    for (std::size_t frame = 0; frame < frames; ++frame) {
        if (m_rampLeft > 0) {
            --m_rampLeft;
            for (std::size_t lane = 0; lane < count; ++lane) {
                m_now[lane].left += m_step[lane].left;
                m_now[lane].right += m_step[lane].right;
            }
            if (m_rampLeft == 0) {
                m_now = m_target;
            }
        }
        float left = 0;
        float right = 0;
        for (std::size_t lane = 0; lane < count; ++lane) {
            const float sample = lanes[frame * count + lane];
            left += sample * m_now[lane].left;
            right += sample * m_now[lane].right;
        }
        stereo[2 * frame] = std::clamp(left, -1.0F, 1.0F);
        stereo[2 * frame + 1] = std::clamp(right, -1.0F, 1.0F);
    }
}

} // namespace console
