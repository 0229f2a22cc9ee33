// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/call/admission.h"
#include "recorder/capture/call/callroom.h"
#include "recorder/capture/call/callsettler.h"
#include "recorder/capture/call/livecall.h"

#include "common/core/guarded.h"

#include <QHash>

#include <map>
#include <memory>

namespace recorder
{

/// The inside of CallRoom, in four files: callroomentry.cpp (how a call comes in), callroomsignalling.cpp
/// (what signalling says about it later), callroomwatch.cpp (what time says), callroomrecovery.cpp (what an
/// earlier run left).
class CallRoom::Impl
{
public:
    Impl(const Parts &parts, CallRoomServices services, CallRoomOptions options);

    void offered(const SessionRequest &request, const ReplyFunction &reply);
    void changed(const SessionRequest &request, const ReplyFunction &reply);
    void confirmed(const SessionRequest &request);
    void ended(DialogNumber dialog, EndCause cause, const std::optional<SessionRequest> &request);
    bool refreshMissed(DialogNumber dialog) const;
    void alive(DialogNumber dialog);
    int refusingFor(SipProfile profile) const;
    void recover(const QList<LedgerRow> &rows);
    void tick();
    void shutdown(bool hangUp, std::function<void()> done);

    QList<ActiveCall> activeCalls() const
    {
        return m_snapshot.with([](const auto &calls) { return calls; });
    }
    RoomCounters counters() const
    {
        return m_counters.with([](const auto &counters) { return counters; });
    }

private:
    /// An answer that waits for the ledger.
    struct Pending {
        ReplyFunction reply;
        SessionReply answer;
        common::MonoTime since{};
        DialogNumber dialog = 0;
        bool invite = false;
    };
    struct End {
        QString cause;
        common::MonoTime at{};
    };

    // callroomentry.cpp
    std::unique_ptr<LiveCall> makeCall(const SessionRequest &request, const common::TenantRef &tenant) const;
    CallLeg makeLeg(const SessionRequest &request, const CiscoLeg &cisco) const;
    LiveCall *partnerOf(const CiscoLeg &cisco, const common::TenantRef &tenant) const;
    common::Status negotiate(LiveCall &call, CallLeg &leg, const SessionRequest &request,
                             SessionReply &answer) const;
    bool openJournal(LiveCall &call);
    void enter(LiveCall &call, const CallLeg &leg, const SessionRequest &request);
    void insertRow(LiveCall &call, const CallLeg &leg, Pending pending);
    void inserted(quint64 token, const common::CallId &id, const QUuid &row, const common::Status &status);

    // callroomsignalling.cpp
    std::optional<common::SealingKey> tenantKeyOf(const LiveCall &call) const;
    void writeCall(LiveCall &call);
    void writeMessage(const LiveCall &call, const SessionRequest &request);
    void writeParties(LiveCall &call, const CallLeg &leg);
    void storeRow(const LiveCall &call, const CallLeg &leg, const LedgerGate::Done &done);
    void refuse(const ReplyFunction &reply, int status, const QString &reason, int retryAfter = 0);
    SessionReply okReply(const SessionRequest &request) const;
    bool isRefresh(const SessionRequest &request) const;
    void applyChange(LiveCall &call, CallLeg &leg, const SessionRequest &request, SessionReply &answer);

    // callroomwatch.cpp
    void endLeg(LiveCall &call, CallLeg &leg, const End &end, const QString &discardReason);
    void endCall(LiveCall &call, const End &end, const QString &discardReason);
    void endByUs(LiveCall &call, const End &end, const QByteArray &reason);
    void dropPending(DialogNumber dialog);
    void impatient(common::MonoTime now);
    void watch(common::MonoTime now);
    void publish();
    ActiveCall describe(const LiveCall &call) const;
    void tellChange(const LiveCall &call) const;
    void checkIdle();
    void count(QMap<QString, quint64> RoomCounters::*map, const QString &key);
    EndDocument endDocument(const End &end) const;

    // callroomrecovery.cpp
    void recoverCall(const QList<LedgerRow> &rows);
    std::unique_ptr<LiveCall> rebuild(const QList<LedgerRow> &rows, QString &boot, bool &lost);
    void resume(std::unique_ptr<LiveCall> call, const QString &boot);
    void closeRecovered(std::unique_ptr<LiveCall> call);
    ActiveCall describeEarlier(const QList<LedgerRow> &rows) const;
    void restoreDialogs(LiveCall &call);

    LiveCall *callOf(DialogNumber dialog) const { return m_dialogs.value(dialog, nullptr); }
    common::MonoTime now() const { return m_clock.mono(); }

    MediaEngine &m_media;
    CaptureEvents &m_events;
    Admission &m_admission;
    const common::Clock &m_clock;
    const CallRoomServices m_services;
    const CallRoomOptions m_options;
    LedgerGate m_ledger;
    CallSettler m_settler;

    std::map<common::CallId, std::unique_ptr<LiveCall>> m_calls;
    QHash<DialogNumber, LiveCall *> m_dialogs;
    QHash<QByteArray, LiveCall *> m_pairs; ///< Cisco calls of which a second dialog may come
    QHash<quint64, Pending> m_pending;
    quint64 m_lastToken = 0;
    DialogNumber m_lastRestored = 0;
    std::function<void()> m_whenIdle;

    common::Guarded<QList<ActiveCall>> m_snapshot;
    common::Guarded<RoomCounters> m_counters;
};

} // namespace recorder
