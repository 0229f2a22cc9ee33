// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/dialog.h"
#include "recorder/signalling/peerlist.h"
#include "recorder/signalling/sipstack.h"
#include "recorder/signalling/sofiaincoming.h"
#include "recorder/signalling/sofialistener.h"

#include "common/core/guarded.h"

#include <functional>
#include <list>
#include <memory>
#include <vector>

namespace recorder
{

/// A BYE of ours on its way.
struct SofiaBye {
    SofiaServer *server = nullptr;
    nta_leg_t *leg = nullptr;
    nta_outgoing_t *outgoing = nullptr;
};

/// The behaviour of the session recording server (RFC 7866): who may talk, which requests make, change and
/// end dialogs, and what they are answered. Lives wholly on the SIP thread except for counters(). Knows
/// sofia's transactions, not its sockets.
class SofiaServer
{
public:
    /// `counters` outlives us and is read by other threads.
    SofiaServer(const SipOptions &options, SessionEvents *events, common::Guarded<SipCounters> &counters);
    ~SofiaServer();
    SofiaServer(const SofiaServer &) = delete;
    SofiaServer &operator=(const SofiaServer &) = delete;

    /// Binds everything or nothing.
    common::Status open(su_root_t *root);
    QList<SipListen> listening() const;
    void restore(DialogNumber number, const DialogState &state);
    void hangUp(DialogNumber number, const QByteArray &reason);

private:
    static constexpr char kAllow[] = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, PRACK";
    static constexpr char kSupported[] = "siprec, timer, 100rel";
    using Counter = quint64 SipCounters::*;
    using Change = std::function<QByteArray(quint64 version)>;

    // sofiaserver.cpp: requests outside a dialog
    void receive(SofiaListener &listener, msg_t *message);
    void receiveAllowed(SofiaIncoming &incoming);
    void receiveOutside(SofiaIncoming &incoming);
    void refuseUnknown(SofiaIncoming &incoming);
    bool refuseMethod(SofiaIncoming &incoming);
    bool refuseOptions(SofiaIncoming &incoming);
    void answerOptions(SofiaIncoming &incoming, bool inDialog);
    void invite(SofiaIncoming &incoming);
    void refuse(SofiaIncoming &incoming, SipResponse response, Counter counter);
    SipResponse plain(int status) const;
    QByteArray contactOf(const SofiaListener &listener, const QHostAddress &local) const;
    QHostAddress localOf(const SofiaListener &listener, const QHostAddress &peer);
    void count(Counter counter);

    // sofiadialogs.cpp: requests inside a dialog and our answers
    void receiveInside(SofiaIncoming &incoming);
    void change(Dialog &dialog, SofiaIncoming &incoming);
    void bye(Dialog &dialog, SofiaIncoming &incoming);
    void info(Dialog &dialog, SofiaIncoming &incoming);
    void lateAck(SofiaIncoming &incoming);
    bool ask(Dialog &dialog, SofiaIncoming &incoming, TimerDecision timer, bool isNew);
    void replied(DialogNumber number, quint64 transaction, const SessionReply &reply);
    void accept(Dialog &dialog, PendingRequest pending, const SessionReply &reply);
    void followedUp(DialogNumber number, quint64 transaction, msg_t *message, const sip_t *sip);
    void cancelled(Dialog &dialog, const SofiaIncoming &incoming);
    void acknowledged(Dialog &dialog, const SofiaIncoming &incoming);
    QByteArray ourSdp(Dialog &dialog, const Change &write);
    QByteArray bodyFor(Dialog &dialog, const SessionRequest &request, const SessionReply &reply);
    SofiaIncoming borrowed(SofiaListener &listener, msg_t *message, const sip_t *sip);
    void armTimer(Dialog &dialog);

    // sofiaends.cpp: time and our own ends
    static void ticked(void *, su_timer_t *, SofiaServer *self);
    void tick();
    void limitConnections();
    void missed(Dialog &dialog);
    void endByUs(Dialog &dialog, EndCause cause, const QByteArray &reason);
    void sendBye(const Dialog &dialog, const QByteArray &reason);
    static int byeAnswered(SofiaBye *bye, nta_outgoing_t *outgoing, const sip_t *sip);
    static int requestOnByeLeg(SofiaBye *bye, nta_leg_t *leg, nta_incoming_t *incoming, const sip_t *sip);
    SofiaListener *listenerFor(const Dialog &dialog) const;

    SipOptions m_options;
    SessionEvents *m_events;
    PeerList m_peers;
    SourceRates m_rates;
    SourceRates m_refusals;
    std::vector<std::unique_ptr<SofiaListener>> m_listeners;
    DialogTable m_dialogs;
    QHash<QHostAddress, QHostAddress> m_locals; ///< peer to our address; peers are few
    std::list<std::unique_ptr<SofiaBye>> m_byes;
    su_timer_t *m_timer = nullptr;
    int m_ticks = 0;
    DialogNumber m_lastDialog = 0;
    quint64 m_lastTransaction = 0;
    common::Guarded<SipCounters> &m_counters;
    std::shared_ptr<SofiaServer *> m_self; ///< replies given after our end find nothing
};

} // namespace recorder
