// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/resampler.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace recorder
{

namespace
{

qint16 rounded(float value)
{
    return static_cast<qint16>(std::lrintf(std::clamp(value, -32768.0F, 32767.0F)));
}

} // namespace

Resampler::Resampler(int from, int to)
    : m_up(static_cast<std::size_t>(to > from ? to / from : 1))
    , m_down(static_cast<std::size_t>(from > to ? from / to : 1))
{
    // Low pass at 92 % of the lower Nyquist rate, Blackman window; gain = m_up makes up for the inserted
    // zeros.
    const auto ratio = static_cast<double>(std::max(m_up, m_down));
    const double cutoff = 0.92 / ratio;
    double sum = 0;
    for (std::size_t i = 0; i < m_filter.size(); ++i) {
        const double x = static_cast<double>(i) - static_cast<double>(kHalf);
        const double phase = std::numbers::pi * x * cutoff;
        const double sinc = x == 0 ? 1 : std::sin(phase) / phase;
        const double turn = std::numbers::pi * (x / static_cast<double>(kHalf + 1) + 1);
        const double window = 0.42 - 0.5 * std::cos(turn) + 0.08 * std::cos(2 * turn);
        m_filter[i] = static_cast<float>(sinc * window);
        sum += sinc * window;
    }
    for (float &tap : m_filter) {
        tap = static_cast<float>(tap * static_cast<double>(m_up) / sum);
    }
    m_kept = m_filter.size() / m_up;
    m_history.assign(m_kept, 0.0F);
}

int Resampler::delaySamples() const
{
    return m_up == m_down ? 0 : static_cast<int>(kHalf / m_down);
}

std::span<const qint16> Resampler::process(std::span<const qint16> in)
{
    if (m_up == m_down) {
        return in;
    }
    m_history.resize(m_kept);
    m_history.insert(m_history.end(), in.begin(), in.end());
    m_out.clear();
    if (m_up > 1) {
        interpolate(in);
    } else {
        decimate(in);
    }
    m_history.erase(m_history.begin(), m_history.end() - static_cast<std::ptrdiff_t>(m_kept));
    return m_out;
}

void Resampler::interpolate(std::span<const qint16> in)
{
    m_out.resize(in.size() * m_up);
    for (std::size_t i = 0; i < in.size(); ++i) {
        const float *newest = m_history.data() + m_kept + i;
        for (std::size_t phase = 0; phase < m_up; ++phase) {
            float sum = 0;
            for (std::size_t tap = phase, back = 0; tap < m_filter.size() && back <= m_kept;
                 tap += m_up, ++back) {
                sum += m_filter[tap] * *(newest - back);
            }
            m_out[i * m_up + phase] = rounded(sum);
        }
    }
}

void Resampler::decimate(std::span<const qint16> in)
{
    m_out.reserve(in.size() / m_down + 1);
    for (std::size_t i = 0; i < in.size(); ++i) {
        if (m_phase == 0) {
            const float *newest = m_history.data() + m_kept + i;
            float sum = 0;
            for (std::size_t tap = 0; tap < m_filter.size(); ++tap) {
                sum += m_filter[tap] * *(newest - static_cast<std::ptrdiff_t>(tap));
            }
            m_out.push_back(rounded(sum));
        }
        m_phase = (m_phase + 1) % m_down;
    }
}

void stretch(std::span<const qint16> in, std::size_t count, std::vector<qint16> &out)
{
    out.resize(count);
    if (in.size() < 2 || count < 2) {
        std::fill(out.begin(), out.end(), in.empty() ? qint16{0} : in.front());
        return;
    }
    const double step = static_cast<double>(in.size() - 1) / static_cast<double>(count - 1);
    for (std::size_t i = 0; i < count; ++i) {
        const double at = step * static_cast<double>(i);
        const auto index = std::min(static_cast<std::size_t>(at), in.size() - 2);
        const double part = at - static_cast<double>(index);
        out[i] = static_cast<qint16>(std::lrint(in[index] * (1 - part) + in[index + 1] * part));
    }
}

} // namespace recorder
