// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/mixdown.h"

#include <algorithm>

namespace recorder
{

namespace
{

void addSaturated(qint16 *to, const qint16 *from, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) {
        const int sum = to[i] + from[i];
        to[i] = static_cast<qint16>(std::clamp(sum, -32768, 32767));
    }
}

} // namespace

Mixdown::Mixdown(int sampleRate, qint64 total, Output output)
    : m_size(sampleRate <= 8000 ? 32768 : 65536)
    , m_total(total)
    , m_output(std::move(output))
{
    for (auto &ring : m_ring) {
        ring.assign(m_size, 0);
    }
}

void Mixdown::add(int channel, qint64 position, std::span<const qint16> samples)
{
    const qint64 end = std::min(m_total, m_begin + static_cast<qint64>(m_size));
    const qint64 from = std::max(position, m_begin);
    const qint64 to = std::min(position + static_cast<qint64>(samples.size()), end);
    if (from >= to) {
        return;
    }
    const qint16 *source = samples.data() + (from - position);
    const auto count = static_cast<std::size_t>(to - from);
    const auto at = static_cast<std::size_t>(from) & (m_size - 1);
    const std::size_t first = std::min(count, m_size - at);
    qint16 *ring = m_ring[channel == 0 ? 0 : 1].data();
    addSaturated(ring + at, source, first);
    addSaturated(ring, source + first, count - first);
}

common::Status Mixdown::advance(qint64 position)
{
    const qint64 end = std::min(position, m_total);
    while (m_begin < end) {
        const auto at = static_cast<std::size_t>(m_begin) & (m_size - 1);
        const auto count = std::min(static_cast<std::size_t>(end - m_begin), m_size - at);
        const std::span left(m_ring[0].data() + at, count);
        const std::span right(m_ring[1].data() + at, count);
        common::Status status = m_output(left, right);
        if (!status) {
            return status;
        }
        std::fill(left.begin(), left.end(), qint16{0});
        std::fill(right.begin(), right.end(), qint16{0});
        m_begin += static_cast<qint64>(count);
    }
    return {};
}

} // namespace recorder
