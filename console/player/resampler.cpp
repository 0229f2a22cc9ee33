// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/resampler.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace console
{

namespace
{
constexpr int kTaps = 16;          // on each side
constexpr int kPerTap = 256;       // steps of the table, interpolated between
constexpr double kPassband = 0.92; // of the lower Nyquist frequency
} // namespace

Resampler::Resampler(int from, int to)
    : m_step(static_cast<double>(from) / to)
    , m_cutoff(kPassband * std::min(1.0, static_cast<double>(to) / from))
    , m_half(static_cast<qint64>(std::ceil(kTaps / std::min(1.0, static_cast<double>(to) / from))))
    , m_same(from == to)
{
    const auto size = static_cast<std::size_t>(m_half * kPerTap + 2);
    m_table.resize(size);
    for (std::size_t i = 0; i < size; ++i) {
        const double x = static_cast<double>(i) / kPerTap;
        const double t = std::min(1.0, x / static_cast<double>(m_half));
        const double window = 0.42 + 0.5 * std::cos(std::numbers::pi * t) +
                              0.08 * std::cos(2 * std::numbers::pi * t); // Blackman
        const double angle = std::numbers::pi * m_cutoff * x;
        m_table[i] = static_cast<float>(m_cutoff * (x == 0 ? 1 : std::sin(angle) / angle) * window);
    }
    m_input.assign(static_cast<std::size_t>(4 * m_half), 0.0F); // silence before the first frame
    m_at = static_cast<double>(m_half);
}

qint64 Resampler::delay() const
{
    return m_same ? 0 : m_half;
}

double Resampler::weight(double distance) const
{
    const double at = std::abs(distance) * kPerTap;
    const auto index = static_cast<std::size_t>(at);
    if (index + 1 >= m_table.size()) {
        return 0;
    }
    const double part = at - static_cast<double>(index);
    return static_cast<double>(m_table[index]) * (1 - part) + static_cast<double>(m_table[index + 1]) * part;
}

qint64 Resampler::needed(qint64 out) const
{
    const auto have = static_cast<qint64>(m_input.size() / 2);
    if (m_same) {
        return std::max<qint64>(0, out - (have - 2 * m_half));
    }
    const auto last = static_cast<qint64>(m_at + static_cast<double>(out - 1) * m_step);
    return std::max<qint64>(0, last + m_half + 1 - have);
}

void Resampler::put(std::span<const float> stereo)
{
    m_input.insert(m_input.end(), stereo.begin(), stereo.end());
}

qint64 Resampler::take(std::span<float> stereo)
{
    const auto wanted = static_cast<qint64>(stereo.size() / 2);
    const auto have = static_cast<qint64>(m_input.size() / 2);
    if (m_same) {
        const qint64 count = std::min(wanted, have - 2 * m_half);
        std::copy_n(m_input.begin() + 4 * m_half, 2 * count, stereo.begin());
        m_input.erase(m_input.begin() + 4 * m_half, m_input.begin() + 4 * m_half + 2 * count);
        return count;
    }
    qint64 done = 0;
    for (; done < wanted && static_cast<qint64>(m_at) + m_half < have; ++done, m_at += m_step) {
        const auto centre = static_cast<qint64>(m_at);
        double left = 0;
        double right = 0;
        for (qint64 i = std::max<qint64>(0, centre - m_half + 1); i <= centre + m_half; ++i) {
            const double w = weight(static_cast<double>(i) - m_at);
            left += w * static_cast<double>(m_input[static_cast<std::size_t>(2 * i)]);
            right += w * static_cast<double>(m_input[static_cast<std::size_t>(2 * i + 1)]);
        }
        stereo[static_cast<std::size_t>(2 * done)] = static_cast<float>(left);
        stereo[static_cast<std::size_t>(2 * done + 1)] = static_cast<float>(right);
    }
    const qint64 used = std::max<qint64>(0, static_cast<qint64>(m_at) - m_half);
    m_input.erase(m_input.begin(), m_input.begin() + 2 * used);
    m_at -= static_cast<double>(used);
    return done;
}

} // namespace console
