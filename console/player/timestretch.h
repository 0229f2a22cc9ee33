// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace soundtouch
{
class SoundTouch;
}

namespace console
{

/// Faster or slower at the same pitch (SoundTouch). Samples interleaved by lane. At speed 1 they pass
/// unchanged to the bit. Frame n of the output, counted from the restart, is at frame n * speed of the input;
/// SoundTouch moves its pieces by some milliseconds to fit, but that does not add up. One thread.
class TimeStretch
{
public:
    static constexpr double kSlowest = 0.5;
    static constexpr double kFastest = 3.0;

    TimeStretch(int rate, int lanes);
    ~TimeStretch();

    /// Forgets all input.
    void restart(double speed);
    double speed() const { return m_speed; }
    void put(std::span<const float> lanes);
    /// No more input will come: the rest can be taken.
    void end();
    /// Frames written to `out`; fewer than fit: needs more input, or all is out.
    qint64 take(std::span<float> out);
    qint64 framesPut() const { return m_put; }
    qint64 framesTaken() const { return m_taken; }

private:
    bool passing() const { return m_stretcher == nullptr || m_speed == 1.0; }

    int m_lanes;
    double m_speed = 1;
    qint64 m_put = 0;
    qint64 m_taken = 0;
    bool m_ended = false;
    std::vector<float> m_waiting; ///< at speed 1
    std::size_t m_used = 0;       ///< of m_waiting
    std::unique_ptr<soundtouch::SoundTouch> m_stretcher;
};

} // namespace console
