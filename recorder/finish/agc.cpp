// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/agc.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace recorder
{

AutomaticGain::AutomaticGain(int sampleRate, double maxGain)
    : m_blockSize(sampleRate / 100)
    , m_maxGain(std::max(maxGain, 1.0))
{
}

int AutomaticGain::peakOf(std::span<const qint16> block)
{
    int peak = 0;
    for (const qint16 sample : block) {
        peak = std::max(peak, std::abs(static_cast<int>(sample)));
    }
    return peak;
}

void AutomaticGain::learn(double level)
{
    constexpr double kDigitalSilence = 5;
    constexpr int kSpan = 300; // blocks
    if (level < kDigitalSilence) {
        return;
    }
    if (++m_floorBlocks > kSpan) {
        m_floorBefore = m_floorNow;
        m_floorNow = kUnknown;
        m_floorBlocks = 0;
    }
    m_floorNow = std::min(m_floorNow, level);
    if (level < kQuiet || level < 3 * std::min(m_floorNow, m_floorBefore)) {
        return;
    }
    m_speech = m_speech == 0 ? level : m_speech + (level - m_speech) * (level > m_speech ? 0.05 : 0.005);
}

void AutomaticGain::apply(std::span<qint16> block, int nextPeak)
{
    if (block.empty()) {
        return;
    }
    double energy = 0;
    for (const qint16 sample : block) {
        energy += static_cast<double>(sample) * sample;
    }
    learn(std::sqrt(energy / static_cast<double>(block.size())));
    double wanted = m_speech == 0 ? 1.0 : std::clamp(kTarget / m_speech, 1 / m_maxGain, m_maxGain);
    wanted = m_gain + std::clamp(wanted - m_gain, -0.03, 0.01); // a second from 1 to 2
    const int peak = std::max(peakOf(block), nextPeak);
    const double ceiling = peak == 0 ? m_maxGain : 32000.0 / peak;
    // The gain of the last block was chosen with this block's peak in view, so the ramp stays below it.
    const double to = std::min(wanted, ceiling);
    const double step = (to - m_gain) / static_cast<double>(block.size());
    double gain = m_gain;
    for (qint16 &sample : block) {
        gain += step;
        sample = static_cast<qint16>(std::lrint(std::clamp(sample * gain, -32768.0, 32767.0)));
    }
    m_gain = to;
}

} // namespace recorder
