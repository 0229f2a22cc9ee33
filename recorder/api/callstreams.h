// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/callhandlers.h"
#include "recorder/api/streamsource.h"
#include "recorder/service/changehub.h"
#include "recorder/service/liveboard.h"

#include <QHash>

#include <deque>

namespace recorder
{

/// The messages of recent changes: encoded once for all who are told of them. rpc thread.
class ChangeBytes
{
public:
    /// Valid until the next call.
    const QByteArray &of(const ChangeEvent &event);

private:
    static constexpr qsizetype kMost = 1000;
    QHash<std::pair<QString, QString>, QByteArray> m_bytes; ///< by id and verb
};

/// The stream of WatchActive: what the board's feed holds.
class ActiveCallsSource final : public StreamSource
{
public:
    ActiveCallsSource(const CallParts &parts, CallContext context);

    /// The gate's answer, once, on any thread.
    void open(const common::Result<LiveFilter> &filter);

    StreamStep next() override;
    void stopped() override;

private:
    struct State {
        std::shared_ptr<LiveFeed> feed;
        std::optional<common::Error> refused;
        bool stopped = false;
    };
    const CallParts m_parts;
    const CallContext m_context;
    common::Guarded<State> m_state;
};

/// The stream of WatchChanges. Subscribed from the moment of its making, so that a list that is asked for
/// afterwards misses nothing. For whom sees only some calls, the database says which, after each beat; as the
/// system, because watching is no use of the session that would keep it from expiring.
class CallChangesSource final : public StreamSource, public std::enable_shared_from_this<CallChangesSource>
{
public:
    CallChangesSource(const CallParts &parts, CallContext context);

    /// Asks the gate.
    void begin();

    StreamStep next() override;
    void stopped() override;

private:
    struct State {
        std::optional<common::Result<LiveFilter>> rights;
        std::deque<QByteArray> changes; ///< encoded
        bool asking = false;            ///< which of the changes may be seen
    };
    void subscribe(const std::optional<TenantKey> &tenant);
    std::optional<QByteArray> front();
    void collect();
    void checkVisible(const LiveFilter &rights, const QList<common::CallChange> &changes);
    void add(const QList<QByteArray> &changes);

    const CallParts m_parts;
    const CallContext m_context;
    std::optional<TenantKey> m_tenant;                       ///< as subscribed
    std::unique_ptr<ChangeHub::Subscription> m_subscription; ///< rpc thread
    common::Guarded<State> m_state;
};

} // namespace recorder
