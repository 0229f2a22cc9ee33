// SPDX-License-Identifier: GPL-3.0-or-later
// SofiaServer: requests inside a dialog and our answers.
#include "recorder/signalling/addresses.h"
#include "recorder/signalling/sdpwriter.h"
#include "recorder/signalling/sofiamessageclass.h"
#include "recorder/signalling/sofiaserver.h"

#include <tuple>

using namespace common;

namespace recorder
{

namespace
{

/// From where the dialog was spoken in before, or from the host that the peer's Contact names: behind a proxy
/// that does not stay in the way everything after the INVITE comes straight from there (RFC 3261 section
/// 16.6, step 4). Nobody else may end a recording (trust.md S4).
bool maySpeak(const Dialog &dialog, const QHostAddress &source)
{
    if (dialog.peer.isNull() || dialog.peer == source) {
        return true;
    }
    const QHostAddress named(readAddress(QString::fromLatin1(dialog.state.remoteTarget)).host);
    return !named.isNull() && plainAddress(named) == source;
}

} // namespace

void SofiaServer::receiveInside(SofiaIncoming &incoming)
{
    Dialog *dialog = m_dialogs.find(incoming.callId(), incoming.toTag(), incoming.fromTag());
    if (dialog == nullptr || !dialog->established) {
        return refuse(incoming, plain(481), &SipCounters::noDialog);
    }
    if (!maySpeak(*dialog, incoming.peer)) {
        count(&SipCounters::foreignSource);
        return refuse(incoming, plain(481), &SipCounters::noDialog);
    }
    if (incoming.cseq() < dialog->state.remoteCSeq) {
        return refuse(incoming, plain(500), nullptr); // RFC 3261 section 12.2.2
    }
    dialog->state.remoteCSeq = incoming.cseq();
    dialog->restored = false;
    const sip_method_t method = incoming.method();
    if (method == sip_method_invite || method == sip_method_update) {
        return change(*dialog, incoming);
    }
    if (method == sip_method_bye) {
        return bye(*dialog, incoming);
    }
    if (method == sip_method_info) {
        return info(*dialog, incoming);
    }
    armTimer(*dialog); // OPTIONS is how some SBCs keep a session (siprec.md 1, Oracle)
    m_events->alive(dialog->number);
    answerOptions(incoming, true);
}

void SofiaServer::change(Dialog &dialog, SofiaIncoming &incoming)
{
    if (dialog.pending) {
        SipResponse response = plain(500); // RFC 3261 section 14.2, RFC 3311 section 5.2
        response.retryAfter = "1";
        return refuse(incoming, response, nullptr);
    }
    if (dialog.answerExpected && dialog.unacknowledged) {
        return refuse(incoming, plain(491), nullptr); // our own offer is still open
    }
    if (refuseOptions(incoming)) {
        return;
    }
    const TimerDecision timer = negotiateTimer(incoming.text, m_options.minSessionExpires);
    if (timer.status != 200) {
        SipResponse response = plain(timer.status);
        response.minSe = timer.minSe;
        return refuse(incoming, response, nullptr);
    }
    ask(dialog, incoming, timer, false);
}

/// Hands an INVITE or UPDATE to the recorder. False when it was refused here.
bool SofiaServer::ask(Dialog &dialog, SofiaIncoming &incoming, TimerDecision timer, bool isNew)
{
    DialogState state = dialog.state;
    state.sessionExpires = timer.expires;
    if (const QByteArray target = uriOf(incoming.text.first("contact")); !target.isEmpty()) {
        state.remoteTarget = target; // target refresh, RFC 3261 section 12.2.2
    }
    bool brokenSdp = false;
    PendingRequest pending;
    pending.request = sessionRequestOf(incoming, state, &brokenSdp);
    if (brokenSdp) {
        refuse(incoming, plain(488), nullptr);
        return false;
    }
    pending.request.dialog = dialog.number;
    pending.timer = timer;
    pending.replyDue = incoming.received + std::chrono::seconds(m_options.finalReplySeconds);
    const quint64 number = ++m_lastTransaction;
    pending.transaction = SofiaTransaction::create(incoming.listener->agent(), incoming.message.release(),
                                                   dialog.state.localTag, number);
    if (!pending.transaction) {
        return false;
    }
    const DialogNumber dialogNumber = dialog.number;
    pending.transaction->onFollowUp([this, dialogNumber, number](msg_t *message, const sip_t *sip) {
        followedUp(dialogNumber, number, message, sip);
    });
    dialog.peer = incoming.peer;
    dialog.way = incoming.way;
    dialog.local = incoming.local;
    dialog.listener = incoming.listener;
    const SessionRequest request = pending.request;
    dialog.pending = std::move(pending);
    ReplyFunction reply = [self = m_self, dialogNumber, number](const SessionReply &given) {
        if (*self != nullptr) {
            (*self)->replied(dialogNumber, number, given);
        }
    };
    if (isNew) {
        m_events->offered(request, std::move(reply));
    } else {
        m_events->changed(request, std::move(reply));
    }
    return true;
}

void SofiaServer::replied(DialogNumber number, quint64 transaction, const SessionReply &reply)
{
    Dialog *dialog = m_dialogs.byNumber(number);
    if (dialog == nullptr || !dialog->pending || dialog->pending->transaction->number() != transaction ||
        reply.status < 200) {
        return; // cancelled, timed out or answered before
    }
    PendingRequest pending = std::move(*dialog->pending);
    dialog->pending.reset();
    if (reply.status < 300) {
        return accept(*dialog, std::move(pending), reply);
    }
    SipResponse response = plain(reply.status);
    response.phrase = reply.phrase;
    response.retryAfter = reply.retryAfter > 0 ? QByteArray::number(reply.retryAfter) : QByteArray();
    if (!dialog->established) {
        count(&SipCounters::refused);
        m_dialogs.remove(number);
    }
    pending.transaction->reply(response);
}

void SofiaServer::accept(Dialog &dialog, PendingRequest pending, const SessionReply &reply)
{
    const bool isInvite = pending.transaction->method() == sip_method_invite;
    SipResponse response = plain(reply.status);
    response.phrase = reply.phrase;
    response.body = bodyFor(dialog, pending.request, reply);
    response.contentType = response.body.isEmpty() ? "" : "application/sdp";
    response.contact = contactOf(*dialog.listener, dialog.local);
    response.allow = kAllow;
    response.supported = kSupported;
    response.sessionExpires = pending.timer.sessionExpires;
    response.require = pending.timer.requireTimer ? "timer" : "";
    if (!dialog.established) {
        count(&SipCounters::accepted);
        m_counters.with([](SipCounters &counters) { ++counters.dialogs; });
    }
    pending.transaction->reply(response);
    dialog.established = true;
    dialog.restored = false;
    const quint32 lastCSeq = dialog.state.remoteCSeq;
    dialog.state = pending.request.state;
    dialog.state.remoteCSeq = lastCSeq;
    armTimer(dialog);
    if (isInvite) {
        dialog.answerExpected = !pending.request.sdp && !response.body.isEmpty();
        dialog.unacknowledged = std::move(pending.transaction);
    }
}

QByteArray SofiaServer::ourSdp(Dialog &dialog, const Change &write)
{
    QByteArray body = write(dialog.sdpVersion);
    if (!dialog.sdp.isEmpty() && body != dialog.sdp) {
        body = write(++dialog.sdpVersion);
    }
    dialog.sdp = body;
    return body;
}

QByteArray SofiaServer::bodyFor(Dialog &dialog, const SessionRequest &request, const SessionReply &reply)
{
    const quint64 session = sdpSessionId(dialog.state);
    const QHostAddress address = reply.address.isNull() ? dialog.local : reply.address;
    if (request.sdp) {
        return ourSdp(dialog, [&](quint64 version) {
            return writeAnswer(*request.sdp, reply.media, address, session, version);
        });
    }
    if (request.method != "INVITE") {
        return {};
    }
    if (!reply.offer.isEmpty()) {
        return ourSdp(dialog,
                      [&](quint64 version) { return writeOffer(reply.offer, address, session, version); });
    }
    return dialog.sdp; // a refresh: what we said last, now as an offer
}

void SofiaServer::bye(Dialog &dialog, SofiaIncoming &incoming)
{
    const DialogNumber number = dialog.number;
    SessionRequest request = sessionRequestOf(incoming, dialog.state, nullptr);
    request.dialog = number;
    auto transaction = SofiaTransaction::create(incoming.listener->agent(), incoming.message.release(),
                                                dialog.state.localTag, ++m_lastTransaction);
    if (dialog.pending) {
        dialog.pending->transaction->reply(plain(487)); // RFC 3261 section 15.1.2
    }
    m_dialogs.remove(number);
    m_counters.with([](SipCounters &counters) { --counters.dialogs; });
    m_events->ended(number, EndCause::Bye, request);
    if (transaction) {
        transaction->reply(plain(200));
    }
}

/// Recording on demand and the like: kept as evidence, always answered 200.
void SofiaServer::info(Dialog &dialog, SofiaIncoming &incoming)
{
    SessionRequest request = sessionRequestOf(incoming, dialog.state, nullptr);
    request.dialog = dialog.number;
    auto transaction = SofiaTransaction::create(incoming.listener->agent(), incoming.message.release(),
                                                dialog.state.localTag, ++m_lastTransaction);
    m_events->changed(request, [](const SessionReply &) {});
    if (transaction) {
        transaction->reply(plain(200));
    }
}

/// A message that sofia still owns, for the callbacks of a transaction.
SofiaIncoming SofiaServer::borrowed(SofiaListener &listener, msg_t *message, const sip_t *sip)
{
    SofiaIncoming incoming;
    incoming.listener = &listener;
    incoming.message.reset(msg_ref(message));
    incoming.sip = sip;
    std::tie(incoming.peer, incoming.peerPort) = listener.sourceOf(message).value_or(TlsFront::Source{});
    incoming.way = listener.routeTo(message);
    incoming.received = SystemClock().mono();
    incoming.text = SipMessage::read(takeReceivedText(message)).value_or(SipMessage{});
    incoming.local = localOf(listener, incoming.peer);
    return incoming;
}

void SofiaServer::followedUp(DialogNumber number, quint64 transaction, msg_t *message, const sip_t *sip)
{
    Dialog *dialog = m_dialogs.byNumber(number);
    if (dialog == nullptr) {
        return;
    }
    if (message == nullptr) { // 32 s without ACK; media decides (RFC 3261 section 13.3.1.4 says BYE)
        if (dialog->unacknowledged && dialog->unacknowledged->number() == transaction) {
            dialog->unacknowledged.reset();
            missed(*dialog);
        }
        return;
    }
    SofiaIncoming incoming = borrowed(*dialog->listener, message, sip);
    if (!maySpeak(*dialog, incoming.peer)) {
        return count(&SipCounters::foreignSource);
    }
    if (incoming.method() == sip_method_cancel) {
        if (dialog->pending && dialog->pending->transaction->number() == transaction) {
            cancelled(*dialog, incoming);
        }
    } else if (dialog->unacknowledged && dialog->unacknowledged->number() == transaction) {
        acknowledged(*dialog, incoming);
    }
}

void SofiaServer::cancelled(Dialog &dialog, const SofiaIncoming &incoming)
{
    const DialogNumber number = dialog.number;
    PendingRequest pending = std::move(*dialog.pending);
    dialog.pending.reset();
    pending.transaction->reply(plain(487));
    if (dialog.established) {
        return; // a re-INVITE was taken back; the session goes on as it was
    }
    count(&SipCounters::refused);
    SessionRequest request = sessionRequestOf(incoming, dialog.state, nullptr);
    request.dialog = number;
    m_dialogs.remove(number);
    m_events->ended(number, EndCause::Cancel, request);
}

void SofiaServer::acknowledged(Dialog &dialog, const SofiaIncoming &incoming)
{
    dialog.unacknowledged.reset();
    dialog.answerExpected = false;
    SessionRequest request = sessionRequestOf(incoming, dialog.state, nullptr);
    request.dialog = dialog.number;
    m_events->confirmed(request);
}

/// An ACK without transaction: of an answer that an earlier run gave, or one more copy.
void SofiaServer::lateAck(SofiaIncoming &incoming)
{
    Dialog *dialog = m_dialogs.find(incoming.callId(), incoming.toTag(), incoming.fromTag());
    if (dialog == nullptr || !maySpeak(*dialog, incoming.peer) || !dialog->restored) {
        return;
    }
    dialog->restored = false;
    dialog->peer = incoming.peer;
    dialog->way = incoming.way;
    dialog->local = incoming.local;
    dialog->listener = incoming.listener;
    acknowledged(*dialog, incoming);
}

} // namespace recorder
