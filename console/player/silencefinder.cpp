// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/silencefinder.h"

#include <algorithm>
#include <cmath>

namespace console
{

namespace
{
constexpr double kFloorDb = -300;
}

SilenceFinder::SilenceFinder(int rate, int lanes)
    : m_lanes(lanes)
    , m_stepFrames(std::max(1, rate * kStepMs / 1000))
    , m_energy(static_cast<std::size_t>(lanes))
{
}

void SilenceFinder::add(std::span<const float> lanes)
{
    const auto width = static_cast<std::size_t>(m_lanes);
    for (std::size_t frame = 0; frame < lanes.size() / width; ++frame) {
        for (std::size_t lane = 0; lane < width; ++lane) {
            const auto sample = static_cast<double>(lanes[frame * width + lane]);
            m_energy[lane] += sample * sample;
        }
        if (++m_frames % m_stepFrames == 0) {
            const double loudest =
                *std::max_element(m_energy.begin(), m_energy.end()) / static_cast<double>(m_stepFrames);
            const double db = loudest > 0 ? std::max(kFloorDb, 10 * std::log10(loudest)) : kFloorDb;
            m_levels.push_back(static_cast<qint16>(std::lround(100 * db)));
            std::fill(m_energy.begin(), m_energy.end(), 0.0);
        }
    }
}

QList<Span> SilenceFinder::silences(const SilenceRule &rule) const
{
    QList<Span> all;
    const auto limit = static_cast<int>(std::lround(100 * std::clamp(rule.levelDb, kFloorDb, 0.0)));
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= m_levels.size(); ++i) {
        if (i < m_levels.size() && m_levels[i] < limit) {
            continue;
        }
        const Span span{Ms(begin * kStepMs), Ms(i * kStepMs)};
        if (i > begin && span.length() >= rule.minimum) {
            all.append(span);
        }
        begin = i + 1;
    }
    return all;
}

QList<Span> skippedSpans(const QList<Span> &silences, const SilenceRule &rule)
{
    QList<Span> all;
    for (const Span &silence : silences) {
        const Span skipped{silence.begin + rule.keep, silence.end - rule.keep};
        if (skipped.length() > Ms(0)) {
            all.append(skipped);
        }
    }
    return all;
}

} // namespace console
