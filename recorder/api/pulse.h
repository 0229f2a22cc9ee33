// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/guarded.h"
#include "recorder/api/callcontext.h"

#include <QTimer>

#include <chrono>
#include <memory>
#include <vector>

namespace recorder
{

/// Gathers wake-ups of subscriptions: many watchers told of many changes within one beat are woken once each
/// and together, so that what they are sent goes out together. After a pause the first wake-up is passed on
/// almost at once. The more there were at the last beat, the longer the next one, up to twice as long. Lives
/// on a thread with an event loop; wake() from any thread.
class Pulse : public QObject
{
    Q_OBJECT
public:
    explicit Pulse(std::chrono::milliseconds beat = std::chrono::milliseconds(250));

    void wake(std::shared_ptr<CallPort> sleeper);

private:
    void arm();
    void beat();

    const std::chrono::milliseconds m_beat;
    std::chrono::milliseconds m_next; ///< the present beat
    common::MonoTime m_last{};        ///< when the last one was over
    QTimer m_timer;
    common::Guarded<std::vector<std::shared_ptr<CallPort>>> m_waiting;
};

} // namespace recorder
