// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/callstreams.h"

#include "recorder/api/gatecall.h"
#include "recorder/api/pulse.h"

#include "common/rpc/codecs/callcodec.h"

namespace recorder
{

using common::CallChange;
using common::CallId;
using common::Result;

namespace
{

const QString kMissed = QStringLiteral("missed");
const QString kRemoved = QStringLiteral("removed");
const QString kChanged = QStringLiteral("changed");

QByteArray bytesOf(const CallChange &change)
{
    return StreamStep::message(common::toWire(change)).bytes;
}

QList<QByteArray> bytesOf(const QList<CallChange> &changes)
{
    QList<QByteArray> bytes;
    for (const CallChange &change : changes) {
        bytes.append(bytesOf(change));
    }
    return bytes;
}

} // namespace

const QByteArray &ChangeBytes::of(const ChangeEvent &event)
{
    if (m_bytes.size() >= kMost) {
        m_bytes.clear();
    }
    QByteArray &bytes = m_bytes[{event.id, event.verb}];
    if (bytes.isEmpty()) {
        bytes = bytesOf(CallChange{CallId::fromString(event.id), event.verb});
    }
    return bytes;
}

ActiveCallsSource::ActiveCallsSource(const CallParts &parts, CallContext context)
    : m_parts(parts)
    , m_context(std::move(context))
{
}

void ActiveCallsSource::open(const Result<LiveFilter> &filter)
{
    // The snapshot goes out at once, updates with those of everybody else.
    const auto ready = [&pulse = m_parts.pulse, port = m_context.port,
                        begun = std::make_shared<std::atomic<bool>>(false)] {
        if (begun->exchange(true)) {
            pulse.wake(port);
        } else {
            port->ready();
        }
    };
    m_state.with([&](State &state) {
        if (!filter) {
            state.refused = filter.error();
        } else if (!state.stopped) {
            state.feed = m_parts.board.subscribe(*filter, ready);
        }
    });
    m_context.port->ready();
}

StreamStep ActiveCallsSource::next()
{
    auto [feed, refused] =
        m_state.with([](const State &state) { return std::pair(state.feed, state.refused); });
    if (refused) {
        return StreamStep::end(tl::unexpected<common::Error>(std::move(*refused)));
    }
    auto update = feed ? feed->take() : std::nullopt;
    return update ? StreamStep{StreamStep::Kind::Message, std::move(*update), {}} : StreamStep::wait();
}

void ActiveCallsSource::stopped()
{
    m_state.with([](State &state) {
        state.stopped = true;
        state.feed.reset();
    });
}

CallChangesSource::CallChangesSource(const CallParts &parts, CallContext context)
    : m_parts(parts)
    , m_context(std::move(context))
{
    const bool all = m_context.actor->scope.kind == AccessScope::Kind::Unrestricted;
    subscribe(all ? std::nullopt : std::optional(m_context.actor->tenantKey));
}

void CallChangesSource::subscribe(const std::optional<TenantKey> &tenant)
{
    m_tenant = tenant;
    m_subscription =
        m_parts.hub.subscribe({QStringLiteral("calls"), tenant},
                              [&pulse = m_parts.pulse, port = m_context.port] { pulse.wake(port); });
}

void CallChangesSource::begin()
{
    runInGate<LiveFilter>(
        m_parts.gate, m_context,
        [](Transaction &, const TenantScope &scope, AuditDetail &) -> Result<LiveFilter> {
            return LiveFilter{scope.tenant(), reachOf(scope), hiddenFlagsOf(scope) == 0};
        },
        [self = shared_from_this()](Result<LiveFilter> rights) {
            self->m_state.with([&rights](State &state) { state.rights = std::move(rights); });
            self->m_context.port->ready();
        });
}

std::optional<QByteArray> CallChangesSource::front()
{
    return m_state.with([](State &state) -> std::optional<QByteArray> {
        if (state.changes.empty()) {
            return std::nullopt;
        }
        QByteArray change = std::move(state.changes.front());
        state.changes.pop_front();
        return change;
    });
}

StreamStep CallChangesSource::next()
{
    if (auto change = front()) {
        return {StreamStep::Kind::Message, std::move(*change), {}};
    }
    const auto [rights, asking] =
        m_state.with([](const State &state) { return std::pair(state.rights, state.asking); });
    if (!rights) {
        return StreamStep::wait();
    }
    if (!*rights) {
        return StreamStep::end(tl::unexpected<common::Error>(rights->error()));
    }
    if ((*rights)->tenant != m_tenant) { // other rights than at sign-in: nothing of before counts
        subscribe((*rights)->tenant);
        add({bytesOf(CallChange{{}, kMissed})});
    }
    if (!asking) {
        collect();
    }
    auto change = front();
    return change ? StreamStep{StreamStep::Kind::Message, std::move(*change), {}} : StreamStep::wait();
}

void CallChangesSource::collect()
{
    const ChangeHub::Taken taken = m_subscription->take();
    if (taken.events.isEmpty() && !taken.missed) {
        return;
    }
    const LiveFilter rights = m_state.with([](const State &state) { return state.rights->value(); });
    if ((!rights.reach && rights.confidential) || taken.events.isEmpty()) {
        QList<QByteArray> changes;
        if (taken.missed) {
            changes.append(bytesOf(CallChange{{}, kMissed}));
        }
        for (const ChangeEvent &event : taken.events) {
            changes.append(m_parts.changeBytes->of(event));
        }
        add(changes);
        return;
    }
    QList<CallChange> changes;
    if (taken.missed) {
        changes.append({{}, kMissed});
    }
    for (const ChangeEvent &event : taken.events) {
        changes.append({CallId::fromString(event.id), event.verb});
    }
    checkVisible(rights, changes);
}

void CallChangesSource::checkVisible(const LiveFilter &rights, const QList<CallChange> &changes)
{
    QList<CallId> ids;
    for (const CallChange &change : changes) {
        ids.append(change.id);
    }
    m_state.with([](State &state) { state.asking = true; });
    const Gate *gate = m_parts.gate();
    if (gate == nullptr) {
        return;
    }
    gate->run<QList<CallId>>(
        Actor::system(QStringLiteral("changes")), gateOperation(m_context),
        [calls = m_parts.calls, rights, ids](Transaction &transaction, const TenantScope &,
                                             AuditDetail &) -> Result<QList<CallId>> {
            return calls.visible(transaction, rights.tenant, rights.reach, ids,
                                 rights.confidential ? common::CallFlags{}
                                                     : common::CallFlags{} | common::CallFlag::Confidential);
        },
        [self = shared_from_this(), changes](const Result<QList<CallId>> &visible) {
            QList<CallChange> seen;
            for (const CallChange &change : changes) {
                // Of what is gone nobody can say whose it was; an id alone tells nothing.
                if (change.verb == kMissed || change.verb == kRemoved ||
                    (visible && visible->contains(change.id))) {
                    seen.append(change);
                } else if (visible && change.verb == kChanged) {
                    seen.append({change.id, kRemoved}); // confidential from now on
                }
            }
            if (!visible) {
                seen = {{{}, kMissed}};
            }
            self->m_state.with([](State &state) { state.asking = false; });
            self->add(bytesOf(seen));
            self->m_context.port->ready();
        });
}

void CallChangesSource::add(const QList<QByteArray> &changes)
{
    m_state.with([&changes](State &state) {
        state.changes.insert(state.changes.end(), changes.begin(), changes.end());
    });
}

void CallChangesSource::stopped()
{
    m_subscription.reset();
}

} // namespace recorder
