// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <span>
#include <vector>

namespace console
{

/// Stereo from the recording's rate to the device's: windowed sinc of 32 taps (at the lower of both rates).
/// Pull: say how many frames must be put in before so many can be taken out. Delay half the filter. One
/// thread.
class Resampler
{
public:
    Resampler(int from, int to);

    /// Frames to put in so that `out` frames can be taken.
    qint64 needed(qint64 out) const;
    void put(std::span<const float> stereo);
    /// Fills as much of `stereo` as the input allows; returns frames.
    qint64 take(std::span<float> stereo);
    qint64 delay() const; ///< in frames of the input

private:
    double weight(double distance) const;

    double m_step; ///< input frames per output frame
    double m_cutoff;
    qint64 m_half; ///< taps on each side
    std::vector<float> m_table;
    std::vector<float> m_input;
    double m_at; ///< of the next output frame, in frames of m_input
    bool m_same;
};

} // namespace console
