// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/timeaxis.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace console
{

namespace
{
struct Step {
    double major;
    int parts;
};
/// What people count in.
constexpr std::array<Step, 16> kSteps{{{100, 5},
                                       {200, 4},
                                       {500, 5},
                                       {1000, 5},
                                       {2000, 4},
                                       {5000, 5},
                                       {10000, 5},
                                       {15000, 3},
                                       {30000, 6},
                                       {60000, 6},
                                       {120000, 4},
                                       {300000, 5},
                                       {600000, 5},
                                       {1800000, 6},
                                       {3600000, 6},
                                       {7200000, 4}}};

Step stepOf(double scale, double room)
{
    for (const Step &step : kSteps) {
        if (step.major / scale >= room) {
            return step;
        }
    }
    Step step = kSteps.back();
    while (step.major / scale < room) {
        step.major *= 2;
    }
    return step;
}
} // namespace

double TimeAxis::coarsest() const
{
    return std::max(kFinest, m_duration / m_width);
}

void TimeAxis::setDuration(double ms)
{
    m_duration = std::max(0.0, ms);
    m_fitted ? fit() : snap();
}

void TimeAxis::setWidth(int pixels)
{
    m_width = std::max(1, pixels);
    m_fitted ? fit() : snap();
}

void TimeAxis::setPixelRatio(double ratio)
{
    m_ratio = std::max(0.1, ratio);
    snap();
}

double TimeAxis::clampedTimeAt(double x) const
{
    return std::clamp(timeAt(x), 0.0, m_duration);
}

void TimeAxis::zoom(double factor, double x)
{
    const double held = timeAt(x);
    m_scale = std::clamp(m_scale / factor, kFinest, coarsest());
    m_fitted = m_scale >= coarsest() * (1 - 1e-9);
    m_begin = held - x * m_scale;
    snap();
}

void TimeAxis::fit()
{
    m_scale = coarsest();
    m_begin = 0;
    m_fitted = true;
}

void TimeAxis::scrollTo(double beginMs)
{
    m_begin = beginMs;
    snap();
}

void TimeAxis::scrollBy(double pixels)
{
    scrollTo(m_begin + pixels * m_scale);
}

bool TimeAxis::follow(double ms)
{
    const double x = xOf(ms);
    if (m_fitted || (x >= 0 && x <= 0.9 * m_width)) {
        return false;
    }
    const double before = m_begin;
    scrollTo(ms - 0.1 * m_width * m_scale);
    return m_begin != before;
}

void TimeAxis::reveal(double ms)
{
    const double x = xOf(ms);
    if (x < 0 || x > m_width) {
        scrollTo(ms - 0.1 * m_width * m_scale);
    }
}

QList<TimeAxis::Tick> TimeAxis::ticks(double room) const
{
    QList<Tick> ticks;
    const Step step = stepOf(m_scale, room);
    const double minor = step.major / step.parts;
    const auto first = static_cast<qint64>(std::ceil(std::max(0.0, m_begin - step.major) / minor));
    const double last = std::min(m_duration, end());
    for (qint64 i = first; static_cast<double>(i) * minor <= last; ++i) {
        ticks.append({static_cast<double>(i) * minor, i % step.parts == 0});
    }
    return ticks;
}

bool TimeAxis::showsTenths(double room) const
{
    return stepOf(m_scale, room).major < 1000;
}

void TimeAxis::snap()
{
    m_scale = std::clamp(m_scale, kFinest, coarsest());
    const double pixel = m_scale / m_ratio;
    m_begin = std::clamp(m_begin, 0.0, std::max(0.0, m_duration - m_scale * m_width));
    m_begin = std::round(m_begin / pixel) * pixel;
}

} // namespace console
