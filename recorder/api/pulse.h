// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/guarded.h"

#include <QTimer>

#include <chrono>
#include <functional>
#include <vector>

namespace recorder
{

/// Gathers wake-ups: many watchers told of many changes within one beat are woken once each, so that what
/// they are sent goes out together. Lives on a thread with an event loop; wake() from any thread.
class Pulse : public QObject
{
    Q_OBJECT
public:
    explicit Pulse(std::chrono::milliseconds beat = std::chrono::milliseconds(250))
        : m_beat(beat)
    {
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            for (const auto &wake :
                 m_waiting.with([](auto &waiting) { return std::exchange(waiting, {}); })) {
                wake();
            }
        });
    }

    void wake(std::function<void()> sleeper)
    {
        const bool first = m_waiting.with([&sleeper](auto &waiting) {
            waiting.push_back(std::move(sleeper));
            return waiting.size() == 1;
        });
        if (first) {
            QMetaObject::invokeMethod(
                this, [this] { m_timer.start(m_beat); }, Qt::QueuedConnection);
        }
    }

private:
    const std::chrono::milliseconds m_beat;
    QTimer m_timer;
    common::Guarded<std::vector<std::function<void()>>> m_waiting;
};

} // namespace recorder
