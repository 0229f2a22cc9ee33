// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace recorder
{

/// From the rate of a codec to the rate of the file, for the whole-number ratios that occur: 8 to 16, 16 to
/// 8, 48 to 16 and 48 to 8 kHz. A windowed sinc; its delay (under 2 ms) is taken out by the caller through
/// delaySamples(). Equal rates pass unchanged. Keeps its history between packets.
class Resampler
{
public:
    Resampler(int from, int to);

    /// Until the next call.
    std::span<const qint16> process(std::span<const qint16> in);
    /// By how many samples of the new rate the output is late.
    int delaySamples() const;

private:
    static constexpr std::size_t kHalf = 24; ///< half length of the filter, in samples of the higher rate

    void interpolate(std::span<const qint16> in);
    void decimate(std::span<const qint16> in);

    std::size_t m_up;
    std::size_t m_down;
    std::array<float, 2 * kHalf + 1> m_filter{};
    std::vector<float> m_history; ///< input: what the filter still needs, then the packet
    std::size_t m_kept = 0;
    std::size_t m_phase = 0;
    std::vector<qint16> m_out;
};

/// `in` stretched or shrunk to `count` samples by linear interpolation: for corrections of one or two samples
/// in a frame.
void stretch(std::span<const qint16> in, std::size_t count, std::vector<qint16> &out);

} // namespace recorder
