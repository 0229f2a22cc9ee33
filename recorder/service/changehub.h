// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include <QList>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace recorder
{

/// Something was committed.
struct ChangeEvent {
    QString resource;                ///< "calls"
    std::optional<TenantKey> tenant; ///< none = the whole system: for every subscriber of the resource
    QString id;
    QString verb; ///< "stored", "changed", "removed"

    bool operator==(const ChangeEvent &) const = default;
};

class ChangeQueue;

/// Publish and subscribe inside the process. Any thread. Publishing never waits: a subscriber whose queue is
/// full is told that it missed something instead.
class ChangeHub
{
public:
    struct Filter {
        QString resource;
        std::optional<TenantKey> tenant; ///< none = of every tenant
    };
    struct Taken {
        QList<ChangeEvent> events;
        bool missed = false; ///< events were dropped: read everything anew
    };

    /// Ends with its object. take() may be called on any thread.
    class Subscription
    {
    public:
        explicit Subscription(std::shared_ptr<ChangeQueue> queue);
        ~Subscription();
        Subscription(const Subscription &) = delete;
        Subscription &operator=(const Subscription &) = delete;
        Taken take();

    private:
        std::shared_ptr<ChangeQueue> m_queue;
    };

    ChangeHub();
    ~ChangeHub();

    /// `arrived` is called on the publisher's thread when the queue was empty before, so at most once until
    /// the next take(); it must only wake somebody. It may still run shortly after the subscription's end.
    std::unique_ptr<Subscription> subscribe(Filter filter, std::function<void()> arrived,
                                            qsizetype limit = 1000);
    void publish(const ChangeEvent &event);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace recorder
