// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/callroomimpl.h"
#include "recorder/capture/captureevents.h"

#include <QFileInfo>
#include <QLoggingCategory>

#include <algorithm>

namespace recorder
{

namespace
{
Q_LOGGING_CATEGORY(lcCall, "earshot.call")
}

void CallRoom::Impl::recover(const QList<LedgerRow> &rows)
{
    QList<common::CallId> order;
    QHash<common::CallId, QList<LedgerRow>> byCall;
    for (const LedgerRow &row : rows) {
        if (!byCall.contains(row.call)) {
            order.append(row.call);
        }
        byCall[row.call].append(row);
    }
    for (const common::CallId &id : order) {
        recoverCall(byCall.value(id));
    }
    publish();
}

void CallRoom::Impl::recoverCall(const QList<LedgerRow> &rows)
{
    QList<LedgerRow> accepted;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(accepted),
                 [](const LedgerRow &row) { return row.state == LedgerState::Accepted; });
    if (accepted.isEmpty()) {
        // Only the finisher was interrupted; it may get the same call twice.
        m_events.callChanged(describeEarlier(rows));
        return m_events.callEnded(rows.first().call, rows.first().spoolPath);
    }
    QString boot;
    bool lost = false;
    std::unique_ptr<LiveCall> call = rebuild(accepted, boot, lost);
    if (!QFileInfo::exists(call->spoolPath)) {
        qCCritical(lcCall) << "journal" << call->spoolPath
                           << "is not there (is the spool mounted?): what was recorded before is missing";
    }
    const common::Result<MediaCall> handle =
        m_media.open(call->id, call->spoolPath, true, tenantKeyOf(*call));
    if (!handle) {
        qCWarning(lcCall) << "journal of call" << call->id.toString()
                          << "cannot be reopened:" << handle.error().message;
        for (const CallLeg &leg : std::as_const(call->legs)) {
            call->media.dropLeg(leg.media.row);
        }
        restoreDialogs(*call);
        m_events.callChanged(describe(*call));
        m_settler.handOver({call->id, 0, call->spoolPath}, QStringLiteral("journal"));
        for (const CallLeg &leg : std::as_const(call->legs)) {
            m_services.hangUp(leg.dialog, "recording lost");
        }
        return;
    }
    call->handle = *handle;
    if (lost || call->isOver()) {
        m_events.callChanged(describe(*call));
        return closeRecovered(std::move(call));
    }
    resume(std::move(call), boot);
}

/// A call of which nothing is recorded any more: whom it was between.
ActiveCall CallRoom::Impl::describeEarlier(const QList<LedgerRow> &rows) const
{
    LiveCall call(m_media);
    call.id = rows.first().call;
    for (const LedgerRow &row : rows) {
        const StoredLeg stored = legFromRow(row, m_services.unseal);
        if (call.document.tenant.isEmpty() ||
            stored.parties.snapshot().parties.size() > call.parties.snapshot().parties.size()) {
            call.document = stored.document;
            call.parties = stored.parties;
        }
    }
    return describe(call);
}

/// A call from its rows, with the ports it had. `lost`: it cannot go on (too old, or no port left).
std::unique_ptr<LiveCall> CallRoom::Impl::rebuild(const QList<LedgerRow> &rows, QString &boot, bool &lost)
{
    auto call = std::make_unique<LiveCall>(m_media);
    call->id = rows.first().call;
    call->spoolPath = rows.first().spoolPath;
    call->answered = true;
    const auto age = std::chrono::milliseconds(common::toUnixMs(m_clock.wall()) - rows.first().startUnixMs);
    const bool tooOld = age >= m_options.maxCallDuration;
    // A wall clock that was set back must not make a call younger than now.
    call->watch =
        CallWatch(now() - std::clamp<std::chrono::milliseconds>(age, {}, m_options.maxCallDuration));
    call->watch.resumed(now());
    const qint64 seconds =
        std::chrono::duration_cast<std::chrono::seconds>(now() - call->watch.started()).count();
    int wanted = 0;
    int had = 0;
    for (const LedgerRow &row : rows) {
        StoredLeg stored = legFromRow(row, m_services.unseal);
        if (call->legs.isEmpty() ||
            stored.parties.snapshot().parties.size() > call->parties.snapshot().parties.size()) {
            call->document = stored.document;
            call->parties = stored.parties;
        }
        boot = stored.boot;
        if (stored.end) {
            call->end = stored.end;
        }
        const bool over = stored.leg.phase == CallLeg::Phase::Over;
        for (StoredLeg::Stream &stream : stored.streams) {
            if (over) {
                stream.stream.document.removed = true;
            }
            if (stream.wantedPort != 0 && !over && !tooOld) {
                ++wanted;
                const auto port = m_media.reserve(stored.leg.media.profile, stream.wantedPort);
                stream.stream.port = port.value_or(MediaPort{});
                // The first number is random, and senders may be faster than agreed.
                stream.stream.lock.mostRollovers =
                    static_cast<quint32>(2 + 2 * seconds * stream.stream.lock.packetRate / 65536);
                stream.stream.document.removed = !port.has_value();
                if (port) {
                    stream.stream.order = CallStream::Order::Attach;
                    ++had;
                }
            }
            call->media.adopt(stream.stream);
        }
        if (row.dialog.profile == SipProfile::CiscoForked) {
            call->pairKey = call->parties.sessionId().toUtf8();
        }
        call->legs.append(stored.leg);
    }
    lost = tooOld || (wanted > 0 && had == 0);
    return call;
}

void CallRoom::Impl::restoreDialogs(LiveCall &call)
{
    for (CallLeg &leg : call.legs) {
        if (leg.phase != CallLeg::Phase::Over) {
            leg.dialog = ++m_lastRestored;
            m_services.restore(leg.dialog, leg.state);
        }
    }
}

void CallRoom::Impl::resume(std::unique_ptr<LiveCall> owned, const QString &boot)
{
    LiveCall &call = *owned;
    restoreDialogs(call);
    m_calls.emplace(call.id, std::move(owned));
    if (!call.pairKey.isEmpty()) {
        m_pairs.insert(call.pairKey, &call);
    }
    // First again, for a journal of which nothing had reached the disk.
    writeCall(call);
    ResumedDocument resumed{0,
                            common::toNs(now()),
                            boot.isEmpty() || boot != common::bootId(),
                            common::toUnixMs(m_clock.wall()),
                            {}};
    for (const CallStream &stream : call.media.streams()) {
        if (stream.expectsPackets()) {
            resumed.streams.append(stream.document.index);
        }
    }
    m_media.write(call.handle, SpoolKind::Resumed, SpoolRecordHead::kCallStream, toJson(resumed));
    call.media.markAll();
    call.media.commit(call.handle);
    m_media.write(call.handle, SpoolKind::Participants, SpoolRecordHead::kCallStream,
                  toJson(call.parties.snapshot()));
    for (CallLeg &leg : call.legs) {
        if (leg.phase != CallLeg::Phase::Over) {
            m_dialogs.insert(leg.dialog, &call);
        }
        storeRow(call, leg, {}); // boot and lost ports
    }
    m_counters.with([](RoomCounters &counters) { ++counters.recovered; });
    qCInfo(lcCall) << "call" << call.id.toString() << "goes on";
    m_events.callStarted(describe(call));
}

void CallRoom::Impl::closeRecovered(std::unique_ptr<LiveCall> call)
{
    writeCall(*call);
    // Time 0: it ended with the last thing that was heard of it, whenever this program came back.
    const EndDocument end = call->end.value_or(EndDocument{QStringLiteral("recovered"), 0, 0});
    if (call->end) {
        // It was over before the interruption, in the clock of that time. Only what had not been written yet
        // may be missing, and only when the journal was not closed.
        const ResumedDocument resumed{0, end.endMonoNs, false, end.endUnixMs, {}};
        m_media.write(call->handle, SpoolKind::Resumed, SpoolRecordHead::kCallStream, toJson(resumed));
    }
    count(&RoomCounters::ended, end.cause);
    restoreDialogs(*call);
    m_settler.finish({call->id, call->handle, call->spoolPath}, end);
    for (const CallLeg &leg : std::as_const(call->legs)) {
        if (leg.phase != CallLeg::Phase::Over) {
            m_services.hangUp(leg.dialog, "recording was interrupted");
        }
    }
}

} // namespace recorder
