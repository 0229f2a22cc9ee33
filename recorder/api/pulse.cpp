// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/pulse.h"

#include <algorithm>

namespace recorder
{

using std::chrono::milliseconds;

namespace
{

constexpr milliseconds kGather{5}; ///< one publisher reaches all his subscribers within this
constexpr std::chrono::microseconds kPerSleeper{500};

common::MonoTime now()
{
    return std::chrono::steady_clock::now();
}

} // namespace

Pulse::Pulse(milliseconds beat)
    : m_beat(beat)
    , m_next(beat)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Pulse::beat);
}

void Pulse::wake(std::shared_ptr<CallPort> sleeper)
{
    const bool first = m_waiting.with([&sleeper](auto &waiting) {
        waiting.push_back(std::move(sleeper));
        return waiting.size() == 1;
    });
    if (first) {
        QMetaObject::invokeMethod(
            this, [this] { arm(); }, Qt::QueuedConnection);
    }
}

void Pulse::arm()
{
    const auto since = std::chrono::duration_cast<milliseconds>(now() - m_last);
    m_timer.start(std::max(std::min(kGather, m_beat), m_next - since));
}

void Pulse::beat()
{
    m_last = now();
    const auto sleepers = m_waiting.with([](auto &waiting) { return std::exchange(waiting, {}); });
    const auto grown = std::chrono::duration_cast<milliseconds>(kPerSleeper * sleepers.size());
    m_next = std::clamp(grown, m_beat, 2 * m_beat);
    for (const auto &sleeper : sleepers) {
        sleeper->ready();
    }
}

} // namespace recorder
