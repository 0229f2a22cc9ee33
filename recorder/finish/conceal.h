// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <cstddef>
#include <span>
#include <vector>

namespace recorder
{

/// Fills short gaps with the last pitch periods of what was heard, fading out: silent after 60 ms. Keeps the
/// last 40 ms of one SSRC at the rate of the file.
class Concealer
{
public:
    static constexpr int kLongestMs = 60;

    explicit Concealer(int sampleRate);

    /// What was written to the file last, in order.
    void heard(std::span<const qint16> samples);
    /// Nothing that was heard before continues (silence, new segment).
    void forget();
    /// Audio for a gap of `count` samples (at most 60 ms are made, nothing when too little was heard before)
    /// in front of a sample `next`; the last 2.5 ms lead over to it so that real samples stay as they are.
    /// Until the next call.
    std::span<const qint16> fill(std::size_t count, qint16 next);

private:
    std::size_t pitchPeriod() const;

    std::size_t m_rate;
    std::size_t m_valid = 0;
    std::vector<qint16> m_history; ///< newest last
    std::vector<qint16> m_out;
};

} // namespace recorder
