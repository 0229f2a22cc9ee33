// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/guarded.h"

#include <QObject>

#include <functional>

namespace recorder
{

/// Brings functions from any thread to the rpc thread, in the order of each sender. What is posted after
/// close() is dropped.
class ApiMailbox
{
public:
    explicit ApiMailbox(QObject *receiver)
        : m_receiver(receiver)
    {
    }
    void post(std::function<void()> task)
    {
        m_receiver.with([&](QObject *receiver) {
            if (receiver != nullptr) {
                QMetaObject::invokeMethod(receiver, std::move(task), Qt::QueuedConnection);
            }
        });
    }
    /// By the receiver, before it dies.
    void close()
    {
        m_receiver.with([](QObject *&receiver) { receiver = nullptr; });
    }

private:
    common::Guarded<QObject *> m_receiver;
};

} // namespace recorder
