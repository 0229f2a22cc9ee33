// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <span>

namespace recorder
{

/// Brings the speech of one channel to a common level, gently: the gain follows the level of what is above
/// the noise floor over seconds, is never above the maximum and never lets a sample clip. Pauses and noise do
/// not raise it.
class AutomaticGain
{
public:
    AutomaticGain(int sampleRate, double maxGain);

    /// Changes a block of 10 ms in place. `nextPeak` is the highest magnitude of the block after it, so that
    /// the gain is down before a loud one begins.
    void apply(std::span<qint16> block, int nextPeak);
    static int peakOf(std::span<const qint16> block);
    int blockSize() const { return m_blockSize; }
    double gain() const { return m_gain; }

private:
    static constexpr double kTarget = 3300; ///< RMS of speech, -20 dB of full scale
    static constexpr double kQuiet = 100;   ///< -50 dB: below this nothing is taken for speech

    static constexpr double kUnknown = 40'000; ///< louder than anything

    void learn(double level);

    const int m_blockSize;
    const double m_maxGain;
    // The noise: the quietest block (digital silence aside) of the present and of the last three seconds.
    double m_floorNow = kUnknown;
    double m_floorBefore = kUnknown;
    int m_floorBlocks = 0;
    double m_speech = 0; ///< level of speech, 0 = none heard yet
    double m_gain = 1;
};

} // namespace recorder
