// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/clockoutput.h"

#include <algorithm>

namespace console
{

namespace
{
constexpr int kTickMs = 10;
constexpr int kMaxBehindMs = 200; // after the machine slept or stood still, time is not made up for
} // namespace

ClockOutput::ClockOutput(QObject *parent)
    : AudioOutput(parent)
    , m_timer(this)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(kTickMs);
    connect(&m_timer, &QTimer::timeout, this, &ClockOutput::take);
}

void ClockOutput::open(int rate, std::shared_ptr<StereoQueue> queue)
{
    m_rate = rate;
    m_queue = std::move(queue);
    m_taken = 0;
    m_clock.start();
    m_timer.start();
    Q_EMIT opened();
}

void ClockOutput::setIdle(bool idle)
{
    if (idle) {
        m_timer.stop();
    } else if (m_queue && !m_timer.isActive()) {
        m_taken = 0;
        m_clock.start();
        m_timer.start();
    }
}

void ClockOutput::take()
{
    const qint64 due = m_clock.nsecsElapsed() * m_rate / 1'000'000'000;
    const qint64 behind = due - m_taken;
    m_taken = due;
    const qint64 frames = std::clamp<qint64>(behind, 0, static_cast<qint64>(m_rate) * kMaxBehindMs / 1000);
    for (qint64 left = frames; left > 0;) { // in parts, so that the engine can fill in between
        const qint64 part = std::min<qint64>(left, m_rate * kTickMs / 1000);
        m_scratch.resize(static_cast<std::size_t>(2 * part));
        m_queue->read(m_scratch);
        left -= part;
        Q_EMIT wanted();
    }
}

} // namespace console
