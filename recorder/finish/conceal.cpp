// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/conceal.h"

#include <algorithm>
#include <cmath>

namespace recorder
{

Concealer::Concealer(int sampleRate)
    : m_rate(static_cast<std::size_t>(sampleRate))
    , m_history(m_rate * 40 / 1000, 0)
{
}

void Concealer::heard(std::span<const qint16> samples)
{
    const std::size_t size = m_history.size();
    const std::size_t take = std::min(samples.size(), size);
    std::copy(m_history.begin() + static_cast<std::ptrdiff_t>(take), m_history.end(), m_history.begin());
    std::copy(samples.end() - static_cast<std::ptrdiff_t>(take), samples.end(),
              m_history.end() - static_cast<std::ptrdiff_t>(take));
    m_valid = std::min(size, m_valid + take);
}

void Concealer::forget()
{
    m_valid = 0;
}

/// The lag (66 to 400 Hz) at which the last 20 ms resemble themselves most. Correlated at 8 kHz steps: the
/// period is needed to a sample only as far as ears go.
std::size_t Concealer::pitchPeriod() const
{
    const std::size_t step = m_rate / 8000;
    const std::size_t shortest = m_rate / 400;
    const std::size_t window = m_rate * 20 / 1000;
    const std::size_t longest = std::min(m_rate * 15 / 1000, m_valid > window ? m_valid - window : 0);
    const qint16 *end = m_history.data() + m_history.size();
    const qint16 *recent = end - window;
    std::size_t best = std::max(shortest, m_rate / 100);
    float bestScore = 0;
    for (std::size_t lag = shortest; lag <= longest; lag += step) {
        float product = 0;
        float energy = 1;
        for (std::size_t i = 0; i < window; i += step) {
            const auto a = static_cast<float>(recent[i]);
            const auto b = static_cast<float>(*(recent + i - lag));
            product += a * b;
            energy += b * b;
        }
        const float score = product / std::sqrt(energy);
        if (score > bestScore) {
            bestScore = score;
            best = lag;
        }
    }
    return best;
}

std::span<const qint16> Concealer::fill(std::size_t count, qint16 next)
{
    const std::size_t longest = m_rate * kLongestMs / 1000;
    const std::size_t shortestHistory = m_rate * 25 / 1000;
    if (m_valid < shortestHistory) {
        return {}; // nothing to go on from: the gap stays silent
    }
    count = std::min(count, longest);
    m_out.resize(count);
    const std::size_t period = pitchPeriod();
    const qint16 *cycle = m_history.data() + m_history.size() - period;
    const std::size_t full = m_rate / 100; // full level for 10 ms, then down to nothing at 60 ms
    for (std::size_t i = 0; i < count; ++i) {
        const float fade =
            i < full ? 1.0F : 1.0F - static_cast<float>(i - full) / static_cast<float>(longest - full);
        m_out[i] = static_cast<qint16>(static_cast<float>(cycle[i % period]) * fade);
    }
    const std::size_t lead = std::min(count, m_rate / 400);
    for (std::size_t i = 0; count < longest && i < lead; ++i) {
        const float part = static_cast<float>(i + 1) / static_cast<float>(lead + 1);
        qint16 &sample = m_out[count - lead + i];
        sample =
            static_cast<qint16>(static_cast<float>(sample) * (1 - part) + static_cast<float>(next) * part);
    }
    return m_out;
}

} // namespace recorder
