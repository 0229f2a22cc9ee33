// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/playback.h"

#include <QList>

#include <array>
#include <span>

namespace console
{

/// Lanes to stereo: gain, side, mute and solo of each lane, with ramps of 10 ms from the old setting to the
/// new one, so that nothing clicks. A lane in the middle is heard on both sides at its full level; at a side
/// it is heard there only. What exceeds full scale is cut. One thread.
class Mixer
{
public:
    static constexpr int kMaxLanes = 2;

    Mixer(int rate, int lanes);

    void setLane(int lane, const LaneControl &control);
    /// The next sound starts with the present settings: no ramp (nothing is heard yet).
    void settle();
    /// As applied after mute and solo, without the side.
    QList<double> gains() const;
    /// `lanes` interleaved, `stereo` twice the number of frames.
    void mix(std::span<const float> lanes, std::span<float> stereo);

private:
    struct Sides {
        float left = 1;
        float right = 1;
    };
    bool heard(int lane) const;
    void retarget();

    int m_lanes;
    int m_rampFrames;
    int m_rampLeft = 0;
    std::array<LaneControl, kMaxLanes> m_controls{};
    std::array<Sides, kMaxLanes> m_now{};
    std::array<Sides, kMaxLanes> m_step{};
    std::array<Sides, kMaxLanes> m_target{};
};

} // namespace console
