// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/sofiaserver.h"

#include "recorder/signalling/sofiamessageclass.h"

#include <QRandomGenerator>

#include <algorithm>
#include <array>
#include <tuple>

using namespace common;

namespace recorder
{

namespace
{

// RFC 7866 section 8.1 and the media type that RFC 9806 made of it.
constexpr char kAccept[] = "application/sdp, application/rs-metadata+xml, application/rs-metadata, "
                           "multipart/mixed";
/// Known without asking anything of a recorder beside the three we offer.
constexpr std::array<const char *, 6> kKnownOptions{"siprec",       "timer",    "100rel",
                                                    "record-aware", "histinfo", "from-change"};
constexpr int kTick = 250; ///< ms

QByteArray newTag()
{
    return QByteArray::number(QRandomGenerator::system()->generate64(), 16).rightJustified(16, '0');
}

QList<QByteArray> unknownOptions(const SipMessage &text)
{
    QList<QByteArray> unknown;
    for (const QByteArray &option : text.tokens("require")) {
        if (std::none_of(kKnownOptions.cbegin(), kKnownOptions.cend(),
                         [&option](const char *known) { return option == known; })) {
            unknown.append(option);
        }
    }
    return unknown;
}

} // namespace

SofiaServer::SofiaServer(const SipOptions &options, SessionEvents *events, Guarded<SipCounters> &counters)
    : m_options(options)
    , m_events(events)
    , m_peers(options.peers)
    , m_rates(options.requestsPerSecond)
    , m_refusals(options.refusalsPerSecond)
    , m_counters(counters)
    , m_self(std::make_shared<SofiaServer *>(this))
{
}

SofiaServer::~SofiaServer()
{
    *m_self = nullptr;
    for (const auto &bye : m_byes) {
        nta_outgoing_destroy(bye->outgoing);
        nta_leg_destroy(bye->leg);
    }
    m_dialogs = {}; // before the agents whose transactions they hold
    if (m_timer != nullptr) {
        su_timer_destroy(m_timer);
    }
}

Status SofiaServer::open(su_root_t *root)
{
    if (m_options.listens.isEmpty()) {
        return fail(ErrorCode::Invalid, QStringLiteral("SIP: no address to listen on"));
    }
    for (const SipListen &listen : m_options.listens) {
        auto listener = SofiaListener::open(
            root, listen, m_options,
            [this](SofiaListener &from, msg_t *message, sip_t *) { receive(from, message); });
        if (!listener) {
            m_listeners.clear();
            return propagate(listener);
        }
        m_listeners.push_back(std::move(*listener));
    }
    m_timer = su_timer_create(su_root_task(root), kTick);
    su_timer_set_for_ever(m_timer, &SofiaServer::ticked, this);
    return {};
}

QList<SipListen> SofiaServer::listening() const
{
    QList<SipListen> all;
    for (const auto &listener : m_listeners) {
        all.append(listener->where());
    }
    return all;
}

void SofiaServer::count(Counter counter)
{
    m_counters.with([counter](SipCounters &counters) { ++(counters.*counter); });
}

SipResponse SofiaServer::plain(int status) const
{
    SipResponse response;
    response.status = status;
    response.server = m_options.userAgent;
    return response;
}

void SofiaServer::refuse(SofiaIncoming &incoming, SipResponse response, Counter counter)
{
    if (counter != nullptr) {
        count(counter);
    }
    replyStateless(incoming.listener->agent(), incoming.message.release(), response);
}

void SofiaServer::receive(SofiaListener &listener, msg_t *message)
{
    count(&SipCounters::requests);
    SofiaIncoming incoming;
    incoming.listener = &listener;
    incoming.message.reset(message);
    incoming.sip = sip_object(message);
    const auto source = listener.sourceOf(message);
    if (!source) {
        return; // somebody on this host spoke to the inner side of TLS
    }
    std::tie(incoming.peer, incoming.peerPort) = *source;
    incoming.way = listener.routeTo(message);
    incoming.received = SystemClock().mono();
    if (!m_peers.allows(incoming.peer) && !(m_options.alsoAllowed && m_options.alsoAllowed(incoming.peer))) {
        return refuseUnknown(incoming);
    }
    auto text = SipMessage::read(takeReceivedText(message));
    restoreViaTransport(message);
    if (!text) {
        count(&SipCounters::malformed);
        return incoming.method() == sip_method_ack ? void() : refuse(incoming, plain(400), nullptr);
    }
    if (wasRepaired(message)) {
        count(&SipCounters::repaired);
    }
    incoming.text = std::move(*text);
    incoming.local = localOf(listener, incoming.peer);
    receiveAllowed(incoming);
}

/// No state, and not even an answer when they come too fast (trust.md S2, S3).
void SofiaServer::refuseUnknown(SofiaIncoming &incoming)
{
    if (incoming.method() == sip_method_ack) {
        return; // of our 403: not a second request
    }
    count(&SipCounters::unknownPeer);
    if (!m_refusals.take(incoming.peer, incoming.received)) {
        return count(&SipCounters::rateLimited);
    }
    refuse(incoming, plain(403), nullptr);
}

void SofiaServer::receiveAllowed(SofiaIncoming &incoming)
{
    if (incoming.method() == sip_method_ack) {
        return lateAck(incoming);
    }
    if (refuseMethod(incoming)) {
        return;
    }
    if (incoming.toTag().isEmpty()) {
        receiveOutside(incoming);
    } else {
        receiveInside(incoming);
    }
}

bool SofiaServer::refuseMethod(SofiaIncoming &incoming)
{
    SipResponse response = plain(405);
    response.allow = kAllow;
    switch (incoming.method()) {
    case sip_method_invite:
    case sip_method_bye:
    case sip_method_options:
    case sip_method_update:
    case sip_method_info: return false;
    case sip_method_cancel: // matched no transaction
    case sip_method_prack:  // we send no reliable provisional response
        refuse(incoming, plain(481), &SipCounters::noDialog);
        return true;
    case sip_method_unknown: response.status = 501; break;
    case sip_method_invalid:
    case sip_method_ack:
    case sip_method_register:
    case sip_method_refer:
    case sip_method_message:
    case sip_method_subscribe:
    case sip_method_notify:
    case sip_method_publish: break;
    }
    refuse(incoming, response, nullptr);
    return true;
}

bool SofiaServer::refuseOptions(SofiaIncoming &incoming)
{
    const QList<QByteArray> unknown = unknownOptions(incoming.text);
    if (unknown.isEmpty()) {
        return false;
    }
    SipResponse response = plain(420);
    response.unsupported = unknown.join(", ");
    refuse(incoming, response, nullptr);
    return true;
}

void SofiaServer::receiveOutside(SofiaIncoming &incoming)
{
    if (!m_rates.take(incoming.peer, incoming.received)) {
        SipResponse response = plain(503);
        response.retryAfter = "1";
        return refuse(incoming, response, &SipCounters::rateLimited);
    }
    if (incoming.method() == sip_method_options) {
        return answerOptions(incoming, false);
    }
    if (incoming.method() == sip_method_invite) {
        return invite(incoming);
    }
    refuse(incoming, plain(481), &SipCounters::noDialog); // BYE without To tag and its like
}

void SofiaServer::answerOptions(SofiaIncoming &incoming, bool inDialog)
{
    if (refuseOptions(incoming)) {
        return;
    }
    SipResponse response = plain(200);
    if (const int wait = inDialog ? 0 : m_events->refusingFor(incoming.listener->where().profile); wait > 0) {
        response.status = 503; // an SBC's health check moves its calls elsewhere
        response.retryAfter = QByteArray::number(wait);
    }
    response.allow = kAllow;
    response.accept = kAccept;
    response.supported = kSupported;
    response.contact = contactOf(*incoming.listener, incoming.local);
    refuse(incoming, response, nullptr);
}

void SofiaServer::invite(SofiaIncoming &incoming)
{
    if (Dialog *made = m_dialogs.findMade(incoming.callId(), incoming.fromTag(), incoming.cseq())) {
        if (made->restored && !made->pending) {
            return change(*made, incoming); // our 200 was lost with the earlier run: answer again
        }
        SipResponse merged = plain(482);
        merged.phrase = "Request Merged"; // RFC 3261 section 8.2.2.2
        return refuse(incoming, merged, nullptr);
    }
    count(&SipCounters::invites);
    const SipProfile profile = incoming.listener->where().profile;
    const int wait = profile == SipProfile::CiscoForked ? 0 : m_events->refusingFor(profile);
    if (wait > 0) {
        SipResponse response = plain(503);
        response.retryAfter = QByteArray::number(wait);
        return refuse(incoming, response, &SipCounters::refused);
    }
    if (refuseOptions(incoming)) {
        return count(&SipCounters::refused);
    }
    const TimerDecision timer = negotiateTimer(incoming.text, m_options.minSessionExpires);
    if (timer.status != 200) {
        SipResponse response = plain(timer.status);
        response.minSe = timer.minSe;
        return refuse(incoming, response, &SipCounters::refused);
    }
    auto dialog = std::make_unique<Dialog>();
    dialog->number = ++m_lastDialog;
    dialog->state = dialogStateOf(incoming, newTag());
    dialog->state.sessionExpires = timer.expires;
    dialog->sdpVersion = static_cast<quint64>(toUnixMs(SystemClock().wall()) / 1000);
    Dialog &added = m_dialogs.add(std::move(dialog));
    const DialogNumber number = added.number;
    if (!ask(added, incoming, timer, true)) {
        count(&SipCounters::refused);
        m_dialogs.remove(number);
    }
}

QByteArray SofiaServer::contactOf(const SofiaListener &listener, const QHostAddress &local) const
{
    const SipListen &where = listener.where();
    const bool named = !m_options.contact.isNull() && m_options.contact.protocol() == local.protocol();
    return "<sip:" + hostOf(named ? m_options.contact : local) + ':' + QByteArray::number(where.port) +
           (where.transport == SipTransport::Udp ? QByteArray() : ";transport=" + nameOf(where.transport)) +
           ">;+sip.srs";
}

QHostAddress SofiaServer::localOf(const SofiaListener &listener, const QHostAddress &peer)
{
    const QHostAddress bound(listener.where().address);
    if (!bound.isNull() && bound != QHostAddress(QHostAddress::AnyIPv4) &&
        bound != QHostAddress(QHostAddress::AnyIPv6)) {
        return bound;
    }
    auto known = m_locals.find(peer);
    if (known == m_locals.end()) {
        if (m_locals.size() > SourceRates::kMaxSources) {
            m_locals.clear();
        }
        known = m_locals.insert(peer, localAddressFor(peer));
    }
    return *known;
}

} // namespace recorder
