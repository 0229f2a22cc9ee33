// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/clockmodel.h"

#include <algorithm>
#include <array>
#include <limits>

namespace recorder
{

namespace
{

constexpr qint32 kNone = std::numeric_limits<qint32>::max();
constexpr qint64 kWindowNs = 1'000'000'000;

std::size_t windowOf(qint64 mediaNs)
{
    return static_cast<std::size_t>(std::max<qint64>(mediaNs, 0) / kWindowNs);
}

} // namespace

void ClockModel::observe(int segment, qint64 mediaNs, qint64 arrivalNs)
{
    const auto index = static_cast<std::size_t>(segment);
    if (index >= m_segments.size()) {
        m_segments.resize(index + 1);
        m_segments[index].firstArrivalNs = arrivalNs - mediaNs;
    }
    Segment &in = m_segments[index];
    const std::size_t window = windowOf(mediaNs);
    if (window >= in.minimaUs.size()) {
        in.minimaUs.resize(window + 1, kNone);
    }
    const qint64 delayUs = (arrivalNs - mediaNs - in.firstArrivalNs) / 1000;
    const auto bounded = static_cast<qint32>(std::clamp<qint64>(delayUs, -kNone, kNone - 1));
    in.minimaUs[window] = std::min(in.minimaUs[window], bounded);
}

void ClockModel::settle()
{
    for (Segment &segment : m_segments) {
        settle(segment.minimaUs);
    }
}

/// Sliding minimum over +-kReach seconds that does not look across a step. A step is two neighbours that
/// differ as much as (half of) what lies before differs from what lies behind: a delay spike of some packets
/// is none, because the quick ones of the same second hide it.
void ClockModel::settle(std::vector<qint32> &minima)
{
    const auto first = std::find_if(minima.begin(), minima.end(), [](qint32 v) { return v != kNone; });
    std::fill(minima.begin(), first, first == minima.end() ? 0 : *first);
    for (std::size_t i = 1; i < minima.size(); ++i) { // seconds without audio go on as before
        minima[i] = minima[i] == kNone ? minima[i - 1] : minima[i];
    }
    const auto count = static_cast<std::ptrdiff_t>(minima.size());
    const auto lowest = [&minima, count](std::ptrdiff_t from, std::ptrdiff_t to) {
        return *std::min_element(minima.begin() + std::max<std::ptrdiff_t>(from, 0),
                                 minima.begin() + std::min(to, count - 1) + 1);
    };
    const auto stepsAfter = [&](std::ptrdiff_t i) {
        const auto at = minima.begin() + i;
        const qint64 near = qint64{at[1]} - at[0];
        if (std::abs(near) < kStepUs / 2) {
            return false;
        }
        const qint64 far = qint64{lowest(i + 1, i + 1 + kReach)} - lowest(i - kReach, i);
        return std::abs(far) >= kStepUs && (near > 0) == (far > 0) && std::abs(near) >= std::abs(far) / 2;
    };
    std::vector<bool> step(minima.size(), false); // a bit a second
    for (std::ptrdiff_t i = 0; i + 1 < count; ++i) {
        step[static_cast<std::size_t>(i)] = stepsAfter(i);
    }
    std::array<qint32, kReach + 1> before{}; // minima that are already overwritten
    for (std::ptrdiff_t i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const qint32 own = minima[at];
        qint32 low = own;
        for (std::ptrdiff_t k = 1; k <= kReach && i - k >= 0 && !step[static_cast<std::size_t>(i - k)]; ++k) {
            low = std::min(low, before[static_cast<std::size_t>((i - k) % (kReach + 1))]);
        }
        for (std::ptrdiff_t k = 1; k <= kReach && i + k < count && !step[static_cast<std::size_t>(i + k - 1)];
             ++k) {
            low = std::min(low, minima[static_cast<std::size_t>(i + k)]);
        }
        before[static_cast<std::size_t>(i % (kReach + 1))] = own;
        minima[at] = low;
    }
}

qint64 ClockModel::originAt(int segment, qint64 mediaNs) const
{
    const auto index = static_cast<std::size_t>(segment);
    if (index >= m_segments.size() || m_segments[index].minimaUs.empty()) {
        return 0;
    }
    const Segment &in = m_segments[index];
    const std::size_t window = std::min(windowOf(mediaNs), in.minimaUs.size() - 1);
    return in.firstArrivalNs + qint64{in.minimaUs[window]} * 1000;
}

} // namespace recorder
