// SPDX-License-Identifier: GPL-3.0-or-later
// SofiaServer: time, our own ends, dialogs of an earlier run.
#include "recorder/signalling/sofiaserver.h"

#include <algorithm>

using namespace common;

namespace recorder
{

namespace
{

/// After a missed refresh the media is asked again after this long at most.
constexpr int kLongestGrace = 60;
/// Connections are counted once a second, with a tick of 250 ms.
constexpr int kTicksPerCount = 4;

} // namespace

void SofiaServer::ticked(void *, su_timer_t *, SofiaServer *self)
{
    self->tick();
}

void SofiaServer::limitConnections()
{
    for (const auto &listener : m_listeners) {
        if (const int closed = listener->limitConnections(); closed > 0) {
            m_counters.with(
                [closed](SipCounters &counters) { counters.overConnected += static_cast<quint64>(closed); });
        }
    }
}

void SofiaServer::tick()
{
    if (++m_ticks % kTicksPerCount == 0) {
        limitConnections();
    }
    const MonoTime now = SystemClock().mono();
    std::vector<DialogNumber> late;
    std::vector<DialogNumber> unanswered;
    for (const auto &[number, dialog] : m_dialogs.all()) {
        if (dialog->pending && dialog->pending->replyDue <= now) {
            unanswered.push_back(number);
        } else if (dialog->refreshDue && *dialog->refreshDue <= now) {
            late.push_back(number);
        }
    }
    for (const DialogNumber number : unanswered) {
        Dialog &dialog = *m_dialogs.byNumber(number);
        const bool wasNew = !dialog.established;
        SessionReply sorry;
        sorry.status = 503;
        sorry.retryAfter = 1;
        replied(number, dialog.pending->transaction->number(), sorry);
        if (wasNew) {
            m_events->ended(number, EndCause::Timeout, std::nullopt);
        }
    }
    for (const DialogNumber number : late) {
        if (Dialog *dialog = m_dialogs.byNumber(number)) {
            count(&SipCounters::refreshesMissed);
            missed(*dialog);
        }
    }
    quint64 again = 0;
    quint64 refusedBySofia = 0;
    for (const auto &listener : m_listeners) {
        again += listener->retransmitted();
        refusedBySofia += listener->malformed();
    }
    m_counters.with([again, refusedBySofia](SipCounters &counters) {
        counters.retransmitted = again;
        counters.unparsable = refusedBySofia;
    });
}

void SofiaServer::armTimer(Dialog &dialog)
{
    if (dialog.state.sessionExpires > 0) {
        dialog.refreshDue = SystemClock().mono() + std::chrono::seconds(dialog.state.sessionExpires);
    } else {
        dialog.refreshDue.reset();
    }
}

/// No refresh or no ACK in time: as long as media flows the recording goes on (field.md 3.8).
void SofiaServer::missed(Dialog &dialog)
{
    if (!m_events->refreshMissed(dialog.number)) {
        return endByUs(dialog, EndCause::Timeout, "session timer expired");
    }
    const int grace = std::clamp(dialog.state.sessionExpires / 2, 1, kLongestGrace);
    dialog.refreshDue =
        SystemClock().mono() + std::chrono::seconds(dialog.state.sessionExpires > 0 ? grace : kLongestGrace);
}

void SofiaServer::restore(DialogNumber number, const DialogState &state)
{
    auto dialog = std::make_unique<Dialog>();
    dialog->number = number;
    dialog->state = state;
    dialog->established = true;
    dialog->restored = true;
    dialog->sdpVersion = static_cast<quint64>(toUnixMs(SystemClock().wall()) / 1000);
    dialog->listener = listenerFor(*dialog);
    armTimer(*dialog);
    m_lastDialog = std::max(m_lastDialog, number);
    m_dialogs.add(std::move(dialog));
    m_counters.with([](SipCounters &counters) { ++counters.dialogs; });
}

SofiaListener *SofiaServer::listenerFor(const Dialog &dialog) const
{
    const DialogState &state = dialog.state;
    const auto fits = [&state](const auto &listener) {
        return listener->where().transport == state.transport && listener->where().profile == state.profile;
    };
    const auto found = std::find_if(m_listeners.cbegin(), m_listeners.cend(), fits);
    return (found == m_listeners.cend() ? m_listeners.front() : *found).get();
}

void SofiaServer::hangUp(DialogNumber number, const QByteArray &reason)
{
    if (Dialog *dialog = m_dialogs.byNumber(number)) {
        endByUs(*dialog, EndCause::Shutdown, reason);
    }
}

void SofiaServer::endByUs(Dialog &dialog, EndCause cause, const QByteArray &reason)
{
    const DialogNumber number = dialog.number;
    if (dialog.pending) {
        SipResponse response = plain(503);
        response.retryAfter = "1";
        dialog.pending->transaction->reply(response);
        dialog.pending.reset();
    }
    if (dialog.established) {
        sendBye(dialog, reason);
        m_counters.with([](SipCounters &counters) { --counters.dialogs; });
    }
    m_dialogs.remove(number);
    m_events->ended(number, cause, std::nullopt);
}

void SofiaServer::sendBye(const Dialog &dialog, const QByteArray &reason)
{
    const DialogState &state = dialog.state;
    SofiaListener &listener = dialog.listener == nullptr ? *listenerFor(dialog) : *dialog.listener;
    auto bye = std::make_unique<SofiaBye>();
    bye->server = this;
    const QByteArray from = state.localUri + ";tag=" + state.localTag;
    const QByteArray to = state.remoteUri + ";tag=" + state.remoteTag;
    bye->leg = nta_leg_tcreate(listener.agent(), &SofiaServer::requestOnByeLeg, bye.get(),
                               SIPTAG_CALL_ID_STR(state.callId.constData()),
                               SIPTAG_FROM_STR(from.constData()), SIPTAG_TO_STR(to.constData()), TAG_END());
    if (bye->leg == nullptr) {
        return; // an address that nobody can parse: the peer's own timers end it
    }
    // Where the peer spoke from is nearer than its Contact: names need no DNS, NAT is crossed, a connection
    // is used again. Unknown only after a restart.
    const QByteArray direct = dialog.way;
    const QByteArray routes =
        state.routeSet.isEmpty() ? QByteArray() : '<' + state.routeSet.join(">, <") + '>';
    const QByteArray target = state.remoteTarget.isEmpty() ? direct : state.remoteTarget;
    const QByteArray cseq = QByteArray::number(state.localCSeq + 1) + " BYE";
    const QByteArray why = "SIP;text=\"" + QByteArray(reason).replace('"', '\'') + '"';
    const bool goesDirect = !direct.isEmpty() && routes.isEmpty();
    if (!target.isEmpty()) {
        bye->outgoing = nta_outgoing_tcreate(
            bye->leg, &SofiaServer::byeAnswered, bye.get(),
            goesDirect ? URL_STRING_MAKE(direct.constData()) : nullptr, SIP_METHOD_BYE,
            URL_STRING_MAKE(target.constData()), SIPTAG_CSEQ_STR(cseq.constData()),
            SIPTAG_REASON_STR(why.constData()), SIPTAG_USER_AGENT_STR(m_options.userAgent.constData()),
            TAG_IF(!routes.isEmpty(), SIPTAG_ROUTE_STR(routes.constData())), TAG_END());
    }
    if (bye->outgoing == nullptr) {
        nta_leg_destroy(bye->leg);
        return;
    }
    m_byes.push_back(std::move(bye));
}

int SofiaServer::byeAnswered(SofiaBye *bye, nta_outgoing_t *outgoing, const sip_t *sip)
{
    if (sip != nullptr && sip->sip_status->st_status < 200) {
        return 0;
    }
    nta_outgoing_destroy(outgoing);
    nta_leg_destroy(bye->leg);
    bye->server->m_byes.remove_if([bye](const auto &known) { return known.get() == bye; });
    return 0;
}

/// The peer's BYE crossed ours, or it has not heard of our end yet.
int SofiaServer::requestOnByeLeg(SofiaBye *, nta_leg_t *, nta_incoming_t *, const sip_t *sip)
{
    return sip->sip_request->rq_method == sip_method_bye ? 200 : 481;
}

} // namespace recorder
