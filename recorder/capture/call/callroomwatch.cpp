// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/callroomimpl.h"
#include "recorder/capture/captureevents.h"

#include <QLoggingCategory>

#include <algorithm>

namespace recorder
{

namespace
{
Q_LOGGING_CATEGORY(lcCall, "earshot.call")

constexpr std::chrono::milliseconds kChangePatience{2000};
constexpr int kSlowRetryAfter = 5; // seconds

/// Its phone system says in good time that it goes on: silence is then no sign of an end (long ringing,
/// silence suppression on both sides). But who said good-bye while we were away says nothing any
/// more.
bool isRefreshed(const LiveCall &call)
{
    if (!call.watch.heardSinceResumed()) {
        return false;
    }
    return std::any_of(call.legs.begin(), call.legs.end(), [](const CallLeg &leg) {
        return leg.phase != CallLeg::Phase::Over && leg.state.sessionExpires > 0;
    });
}
} // namespace

void CallRoom::Impl::count(QMap<QString, quint64> RoomCounters::*map, const QString &key)
{
    m_counters.with([map, &key](RoomCounters &counters) { ++(counters.*map)[key]; });
}

EndDocument CallRoom::Impl::endDocument(const End &end) const
{
    // The wall clock of the same moment: from now back by the monotonic one.
    const auto ago = std::chrono::duration_cast<common::WallTime::duration>(now() - end.at);
    return {end.cause, common::toNs(end.at), common::toUnixMs(m_clock.wall() - ago)};
}

void CallRoom::Impl::dropPending(DialogNumber dialog)
{
    m_pending.removeIf([dialog](const auto &entry) { return entry.value().dialog == dialog; });
}

void CallRoom::Impl::endLeg(LiveCall &call, CallLeg &leg, const End &end, const QString &discardReason)
{
    dropPending(leg.dialog);
    m_dialogs.remove(leg.dialog);
    leg.phase = CallLeg::Phase::Over;
    if (call.isOver()) {
        return endCall(call, end, discardReason);
    }
    // A Cisco call goes on with its other half.
    call.media.removeLeg(leg.media.row);
    call.media.commit(call.handle);
    writeParties(call, leg);
    storeRow(call, leg, {});
    tellChange(call);
}

void CallRoom::Impl::endCall(LiveCall &call, const End &end, const QString &discardReason)
{
    const auto found = m_calls.find(call.id);
    const std::unique_ptr<LiveCall> owned = std::move(found->second);
    m_calls.erase(found);
    for (const CallLeg &leg : owned->legs) {
        dropPending(leg.dialog);
        m_dialogs.remove(leg.dialog);
        m_ledger.forget(leg.media.row);
    }
    if (m_pairs.value(owned->pairKey, nullptr) == owned.get()) {
        m_pairs.remove(owned->pairKey);
    }
    const CallSettler::Leaving leaving{owned->id, owned->handle, owned->spoolPath};
    if (owned->answered) {
        count(&RoomCounters::ended, end.cause);
        owned->end = endDocument(end);
        for (CallLeg &leg : owned->legs) {
            // The peer has its 200 for the BYE: after a crash nobody would ever tell this end again.
            leg.phase = CallLeg::Phase::Over;
            storeRow(*owned, leg, {});
        }
        m_settler.finish(leaving, *owned->end);
    } else {
        count(&RoomCounters::ended, discardReason);
        m_settler.discard(leaving, endDocument(end), discardReason);
    }
}

void CallRoom::Impl::endByUs(LiveCall &call, const End &end, const QByteArray &reason)
{
    QList<DialogNumber> dialogs;
    for (const CallLeg &leg : call.legs) {
        if (leg.phase != CallLeg::Phase::Over && leg.dialog != 0) {
            dialogs.append(leg.dialog);
        }
    }
    endCall(call, end, QStringLiteral("refused"));
    // Last: the stack tells `ended` at once, and by now nobody knows these dialogs any more.
    for (const DialogNumber dialog : dialogs) {
        m_services.hangUp(dialog, reason);
    }
}

void CallRoom::Impl::impatient(common::MonoTime now)
{
    QList<quint64> late;
    for (auto it = m_pending.cbegin(); it != m_pending.cend(); ++it) {
        const auto limit = it->invite ? m_options.ledgerPatience : kChangePatience;
        if (now - it->since >= limit) {
            late.append(it.key());
        }
    }
    for (const quint64 token : late) {
        if (!m_pending.contains(token)) {
            continue; // went with its dialog, a moment ago
        }
        const Pending waiting = m_pending.take(token);
        if (!waiting.invite) {
            waiting.reply(waiting.answer); // the row follows when the ledger is well again
            continue;
        }
        refuse(waiting.reply, 503, QStringLiteral("ledger-slow"), kSlowRetryAfter);
        LiveCall *call = callOf(waiting.dialog);
        if (CallLeg *leg = call != nullptr ? call->legOf(waiting.dialog) : nullptr) {
            endLeg(*call, *leg, {QStringLiteral("refused"), now}, QStringLiteral("refused"));
        }
    }
}

void CallRoom::Impl::watch(common::MonoTime now)
{
    QList<common::CallId> ids;
    for (const auto &[id, call] : m_calls) {
        ids.append(id);
    }
    for (const common::CallId &id : ids) {
        const auto found = m_calls.find(id);
        if (found == m_calls.end()) {
            continue;
        }
        LiveCall &call = *found->second;
        const bool before = call.watch.oneWay();
        call.watch.observe(m_media.counters(call.handle), call.media, now, m_options.oneWayAfter);
        if (call.watch.oneWay() != before) {
            qCWarning(lcCall) << "call" << id.toString()
                              << (before ? "has all its streams again" : "is one-way: a stream is silent");
            tellChange(call);
        }
        if (!isRefreshed(call) && call.watch.timedOut(now, m_options.rtpTimeout)) {
            // What was said ended with the last packet, not with our patience.
            endByUs(call, {QStringLiteral("timeout"), call.watch.lastPacket().value_or(now)},
                    "no media received");
        } else if (now - call.watch.started() >= m_options.maxCallDuration) {
            endByUs(call, {QStringLiteral("max-duration"), now}, "longest duration reached");
        }
    }
}

void CallRoom::Impl::tick()
{
    m_ledger.tick();
    impatient(now());
    watch(now());
    publish();
    checkIdle();
}

bool CallRoom::Impl::refreshMissed(DialogNumber dialog) const
{
    const LiveCall *call = callOf(dialog);
    if (call == nullptr) {
        return false;
    }
    const qint64 last = m_media.counters(call->handle).lastPacketMonoNs;
    return last != 0 && now() - common::monoFromNs(last) <= m_options.refreshGrace;
}

void CallRoom::Impl::shutdown(bool hangUp, std::function<void()> done)
{
    m_admission.setDraining(true);
    m_whenIdle = std::move(done);
    const int retryAfter = m_admission.retryAfter(Admission::Refusal::Draining);
    QList<quint64> tokens = m_pending.keys();
    for (const quint64 token : tokens) {
        const auto found = m_pending.constFind(token);
        if (found == m_pending.constEnd() || !found->invite) {
            continue;
        }
        const Pending waiting = m_pending.take(token);
        refuse(waiting.reply, 503, QStringLiteral("draining"), retryAfter);
        LiveCall *call = callOf(waiting.dialog);
        if (CallLeg *leg = call != nullptr ? call->legOf(waiting.dialog) : nullptr) {
            endLeg(*call, *leg, {QStringLiteral("refused"), now()}, QStringLiteral("refused"));
        }
    }
    while (hangUp && !m_calls.empty()) {
        endByUs(*m_calls.begin()->second, {QStringLiteral("shutdown"), now()}, "recorder shuts down");
    }
    publish();
    checkIdle();
}

void CallRoom::Impl::checkIdle()
{
    if (m_whenIdle && m_ledger.idle() && m_settler.count() == 0) {
        const auto done = std::exchange(m_whenIdle, {});
        done();
    }
}

ActiveCall CallRoom::Impl::describe(const LiveCall &call) const
{
    ActiveCall active;
    active.id = call.id;
    active.tenant = call.document.tenant;
    active.tenantId = tenantOf(call.document).id;
    active.interface = call.document.interface;
    active.peer = call.document.peer;
    active.sessionId = call.document.sessionId;
    active.groupId = call.document.groupId;
    active.startUnixMs = call.document.startUnixMs;
    active.oneWay = call.watch.oneWay();
    active.parties = call.parties.snapshot().parties;
    bool expecting = false;
    for (const CallStream &stream : call.media.streams()) {
        const StreamCounters counters = call.watch.countersOf(stream.document.index);
        ActiveStream one;
        one.index = stream.document.index;
        one.label = stream.document.label;
        one.codec = stream.document.formats.isEmpty() ? QString() : stream.document.formats.first().encoding;
        one.channel = stream.document.channel;
        one.mixed = stream.document.mixed;
        one.held = stream.document.held;
        one.removed = stream.document.removed;
        one.encrypted = stream.document.encrypted;
        one.silent = call.watch.isSilent(one.index);
        one.packets = counters.received;
        one.dropped = counters.kernelDrops + counters.ringDrops;
        one.foreign = counters.foreign;
        active.streams.append(one);
        expecting = expecting || stream.expectsPackets();
    }
    active.held = !expecting;
    return active;
}

/// Of what was never answered nobody hears.
void CallRoom::Impl::tellChange(const LiveCall &call) const
{
    if (call.answered) {
        m_events.callChanged(describe(call));
    }
}

void CallRoom::Impl::publish()
{
    QList<ActiveCall> calls;
    int pending = 0;
    for (const auto &[id, call] : m_calls) {
        if (call->answered) {
            calls.append(describe(*call));
        } else {
            ++pending;
        }
    }
    const auto countIf = [&calls](bool ActiveCall::*member) {
        return static_cast<int>(std::count_if(calls.begin(), calls.end(),
                                              [member](const ActiveCall &call) { return call.*member; }));
    };
    m_counters.with([&](RoomCounters &counters) {
        counters.pending = pending;
        counters.active = static_cast<int>(calls.size());
        counters.held = countIf(&ActiveCall::held);
        counters.oneWay = countIf(&ActiveCall::oneWay);
        counters.settling = m_settler.count();
        counters.ledgerFailures = m_ledger.failures();
    });
    m_snapshot.with([&calls](QList<ActiveCall> &snapshot) { snapshot.swap(calls); });
}

} // namespace recorder
