// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/call.h"

#include <arpa/inet.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace tests
{

namespace
{
constexpr std::int64_t kMillisecond = 1000000;
constexpr std::uint16_t kCiscoDummyPort =
    4000; // both forked dialogs advertise the same port, no media comes from it

std::string addressHeader(const Party &party, const std::string &uri)
{
    return (party.name.empty() ? std::string() : "\"" + party.name + "\" ") + "<" + uri + ">";
}
} // namespace

Call::Call(SipEndpoint &endpoint, RtpSender &sender, const Options &options, CallSetup setup,
           std::function<void()> changed)
    : m_endpoint(endpoint)
    , m_sender(sender)
    , m_options(options)
    , m_setup(std::move(setup))
    , m_changed(std::move(changed))
    , m_sipCallId(randomToken(24) + "@phones.example")
    , m_offerId(std::to_string(realtimeNs() / 1000000000 % 100000000) + std::to_string(m_setup.number))
    , m_near(std::to_string(27000000 + 2 * m_setup.number))
    , m_far(std::to_string(27000001 + 2 * m_setup.number))
    , m_codec(options.codec)
    , m_streams(m_setup.legs.size(), kNoStream)
    , m_joined(options.joinAtMs == 0)
{
    castParties();
}

void Call::castParties()
{
    m_cast = {{m_setup.from, randomId()}, {m_setup.to, randomId()}};
    for (const Party &other : m_options.others) {
        m_cast.push_back({other, randomId()});
    }
}

bool Call::onLine(std::size_t leg) const
{
    return m_setup.legs[leg].takesOver < 0 && (m_joined || leg + 1 < m_setup.legs.size());
}

std::int64_t Call::answeredNs() const
{
    std::int64_t last = 0;
    for (const auto &dialog : m_dialogs) {
        last = std::max(last, dialog->answeredNs());
    }
    return m_established == m_dialogs.size() ? last : 0;
}

DialogIdentity Call::identity(std::size_t index) const
{
    DialogIdentity identity;
    identity.callId = randomToken(20) + "@" + m_endpoint.localAddress();
    identity.to = "<sip:" + m_options.user + "@" + m_endpoint.peerHost() + ">";
    identity.requestUri = m_endpoint.requestUri(m_options.user);
    identity.inviteHeaders = m_options.headers;
    identity.sessionExpires = m_options.sessionExpires;
    if (!m_options.cisco) {
        identity.from = "<sip:caller@" + m_endpoint.localAddress() + ">";
        identity.inviteHeaders.insert(identity.inviteHeaders.begin(), "Require: siprec");
        return identity;
    }
    const Party &party = index == 0 ? m_setup.from : m_setup.to;
    const std::string uri = "sip:" + party.number + "@" + m_endpoint.localAddress() +
                            (index == 0 ? ";x-nearend" : ";x-farend") + ";x-refci=" + m_near +
                            ";x-nearendclusterid=LabCluster;x-nearenddevice=SEP0000000" + m_near +
                            ";x-nearendaddr=" + m_setup.from.number + ";x-farendrefci=" + m_far +
                            ";x-farendclusterid=LabCluster;x-farenddevice=SEP0000000" + m_far +
                            ";x-farendaddr=" + m_setup.to.number;
    identity.from = addressHeader(party, uri);
    identity.contactParameters = ";isFocus";
    return identity;
}

Offer Call::offer() const
{
    Offer offer;
    offer.sessionId = m_offerId;
    offer.version = m_version;
    offer.address = m_endpoint.localAddress();
    offer.zeroAddress = m_held && m_options.hold == HoldKind::ZeroAddress;
    offer.codec = m_codec;
    offer.ptimeMs = m_options.ptimeMs;
    const bool inactive = m_held && m_options.hold == HoldKind::Inactive;
    for (std::size_t i = 0; i < m_setup.legs.size(); ++i) {
        const Leg &leg = m_setup.legs[i];
        const bool gone = m_left && i + 1 == m_setup.legs.size();
        if (onLine(i)) {
            offer.lines.push_back({gone ? std::uint16_t{0} : leg.port, leg.label,
                                   inactive ? "inactive" : "sendonly", leg.plan.srtp});
        }
    }
    return offer;
}

std::string Call::metadata() const
{
    if (!m_options.metadataFile.empty()) {
        std::ifstream in(m_options.metadataFile, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    }
    MetadataPlan plan{m_sessionId, m_sipCallId, m_startTime, "phones.example", m_cast, {}};
    const bool transferPlanned = m_setup.legs.back().takesOver >= 0 && m_cast[1].left.empty();
    if (!m_joined || transferPlanned) {
        plan.parties.pop_back(); // is not there yet
    }
    for (std::size_t i = 0; i < m_setup.legs.size(); ++i) {
        if (onLine(i) && !(m_left && i + 1 == m_setup.legs.size())) {
            plan.labels.push_back(m_setup.legs[i].label);
        }
    }
    return makeMetadata(plan);
}

void Call::start()
{
    m_state = CallState::Inviting;
    m_startedNs = monotonicNs();
    m_startTime = isoTime(realtimeNs());
    const std::size_t count = m_options.cisco ? 2 : 1;
    for (std::size_t index = 0; index < count; ++index) {
        openDialog(index);
    }
}

void Call::openDialog(std::size_t index)
{
    DialogEvents events;
    events.answered = [this, index](const SipMessage &response) { return answered(index, response); };
    events.failed = [this](const std::string &method, int status, const std::string &reason) {
        failed(method, status, reason);
    };
    events.ended = [this](bool byPeer) { ended(byPeer); };
    m_dialogs.push_back(std::make_unique<Dialog>(m_endpoint, identity(index), std::move(events)));
    m_offers.push_back(offer());
    m_dialogs.back()->invite(m_options.cisco ? SipBody{} : sessionBody(), m_offers.size() - 1);
}

SipBody Call::sessionBody() const
{
    return makeMultipart(makeSdp(offer()), metadata());
}

SipBody Call::answered(std::size_t index, const SipMessage &response)
{
    const Offer offered = m_offers[m_dialogs[index]->answeredOffer()];
    const SipBody ack = m_options.cisco ? takeOffer(index, response) : takeAnswer(offered, response);
    if (m_state == CallState::Inviting && ++m_established == m_dialogs.size()) {
        m_state = CallState::Talking;
        m_endpoint.after(0, [this] { talk(); });
    } else if (over()) { // the call was given up meanwhile
        m_endpoint.after(0, [this, index] { m_dialogs[index]->bye({}); });
    }
    return ack;
}

SipBody Call::takeAnswer(const Offer &offered, const SipMessage &response)
{
    const std::vector<AnswerLine> lines = readSdp(response.body);
    if (lines.size() != offered.lines.size()) {
        problem("answer has " + std::to_string(lines.size()) + " m-lines, offer has " +
                std::to_string(offered.lines.size()));
        return {};
    }
    m_answer = lines;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const Leg &leg = m_setup.legs[i];
        if (offered.lines[i].port == 0) {
            if (lines[i].port != 0) {
                problem("line " + leg.label + " was removed, but the answer keeps it");
            }
            continue;
        }
        if (lines[i].port == 0) {
            problem("line " + leg.label + " was refused");
            continue;
        }
        if (lines[i].label != leg.label) {
            problem("label " + leg.label + " came back as '" + lines[i].label + "'");
        }
        if ((offered.lines[i].direction == "inactive") != (lines[i].direction == "inactive")) {
            problem("line " + leg.label + " answered " + lines[i].direction);
        }
        if (leg.plan.srtp && (!lines[i].crypto || lines[i].protocol != "RTP/SAVP")) {
            problem("line " + leg.label + " answered without a key");
            continue;
        }
        startStream(i, lines[i]);
    }
    return {};
}

SipBody Call::takeOffer(std::size_t index, const SipMessage &response)
{
    const std::vector<AnswerLine> lines = readSdp(response.body);
    if (lines.size() != 1 || lines[0].port == 0) {
        problem("the 200 of a delayed offer must offer one line");
        return {};
    }
    const auto &types = lines[0].payloadTypes;
    if (std::find(types.begin(), types.end(), payloadTypeOf(m_codec)) == types.end()) {
        problem(std::string("the recorder does not offer ") + keyOf(m_codec));
        return {};
    }
    startStream(index, lines[0]);
    Offer answer = offer();
    answer.lines = {OfferLine{kCiscoDummyPort, lines[0].label, "sendonly", std::nullopt}};
    return {"application/sdp", makeSdp(answer)};
}

void Call::startStream(std::size_t legIndex, const AnswerLine &line)
{
    Leg &leg = m_setup.legs[legIndex];
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(line.port);
    if (inet_pton(AF_INET, line.address.c_str(), &to.sin_addr) != 1 ||
        (!m_options.allowRemote && ntohl(to.sin_addr.s_addr) >> 24 != 127)) {
        problem("media would go to " + line.address);
        return;
    }
    if (m_streams[legIndex] == kNoStream && leg.sends) {
        m_streams[legIndex] = m_sender.add(leg.plan, leg.socket, to);
    }
}

void Call::at(int milliseconds, void (Call::*what)())
{
    if (milliseconds > 0) {
        m_endpoint.after(milliseconds * kMillisecond, [this, what] {
            if (m_state == CallState::Talking) {
                (this->*what)();
            }
        });
    }
}

void Call::talk()
{
    planTimes();
    m_changed();
}

void Call::planTimes()
{
    at(m_options.holdAtMs, &Call::hold);
    at(m_options.resumeAtMs, &Call::resume);
    at(m_options.codecSwitchAtMs, &Call::switchCodec);
    at(m_options.joinAtMs, &Call::join);
    at(m_options.leaveAtMs, &Call::leave);
    at(m_options.transferAtMs, &Call::transfer);
    const int granted = m_dialogs.front()->sessionExpires();
    if (m_options.refresh && granted > 0) {
        at(granted * 500, &Call::refresh);
    }
    if (m_options.mode != Mode::Load) { // load: all calls end together, when the steady phase is over
        m_endpoint.after(static_cast<std::int64_t>(m_setup.seconds * 1e9), [this] { hangUp(); });
    }
}

void Call::offerAgain(bool withMetadata)
{
    ++m_version;
    for (std::size_t i = 0; i < m_dialogs.size(); ++i) {
        Offer again = offer();
        if (m_options.cisco) {
            again.lines = {again.lines[i]};
        }
        m_offers.push_back(again);
        m_dialogs[i]->invite(withMetadata ? sessionBody() : SipBody{"application/sdp", makeSdp(again)},
                             m_offers.size() - 1);
    }
}

/// A conference: the new line's media start with the answer.
void Call::join()
{
    m_joined = true;
    m_cast.back().joined = isoTime(realtimeNs());
    offerAgain(true);
}

void Call::leave()
{
    m_left = true;
    m_cast.back().left = isoTime(realtimeNs());
    if (m_streams.back() != kNoStream) {
        m_sender.stop(m_streams.back(), 0);
    }
    offerAgain(true);
}

/// The media change at once, as they do at a gateway; the signalling says it afterwards.
void Call::transfer()
{
    const std::size_t heir = m_setup.legs.size() - 1;
    const auto line = static_cast<std::size_t>(m_setup.legs[heir].takesOver);
    m_cast[1].left = isoTime(realtimeNs());
    m_cast.back().joined = m_cast[1].left;
    m_cast.back().line = static_cast<int>(line);
    if (m_streams[line] != kNoStream) {
        m_sender.stop(m_streams[line], 0);
    }
    startStream(heir, m_answer[line]);
    if (m_options.transferByUpdate) {
        m_dialogs.front()->update({"application/rs-metadata+xml", metadata()});
    } else {
        offerAgain(true);
    }
}

void Call::hold()
{
    m_held = true;
    for (const StreamNumber stream : m_streams) {
        if (stream != kNoStream) {
            m_sender.pause(stream);
        }
    }
    offerAgain();
}

void Call::resume()
{
    if (m_dialogs.front()->busy()) { // nobody resumes before the hold is answered
        return at(5, &Call::resume);
    }
    m_held = false;
    for (const StreamNumber stream : m_streams) {
        if (stream != kNoStream) {
            m_sender.resume(stream);
        }
    }
    offerAgain();
}

void Call::switchCodec()
{
    m_codec = otherThan(m_codec);
    offerAgain();
    for (const StreamNumber stream : m_streams) {
        if (stream != kNoStream) {
            m_sender.setCodec(stream, m_codec);
        }
    }
}

void Call::refresh()
{
    for (const auto &dialog : m_dialogs) {
        dialog->update({});
    }
    at(m_dialogs.front()->sessionExpires() * 500, &Call::refresh);
}

void Call::endMedia()
{
    for (const StreamNumber stream : m_streams) {
        if (stream != kNoStream) {
            m_sender.stop(stream, m_options.afterByeMs * kMillisecond);
        }
    }
}

void Call::hangUp()
{
    if (m_state != CallState::Talking && m_state != CallState::Inviting) {
        return;
    }
    if (m_state == CallState::Inviting) {
        problem("given up before the answer");
    }
    const bool talking = m_state == CallState::Talking;
    m_state = CallState::Ending;
    endMedia();
    if (!talking) {
        m_finished = m_dialogs.size();
    }
    if (m_options.noBye || !talking) {
        ended(false);
        return;
    }
    const SipBody last =
        m_options.metadataInBye ? SipBody{"application/rs-metadata+xml", metadata()} : SipBody{};
    for (const auto &dialog : m_dialogs) {
        if (dialog->over()) {
            ended(false);
        } else {
            dialog->bye(last);
        }
    }
}

void Call::failed(const std::string &method, int status, const std::string &reason)
{
    problem(method + ": " + std::to_string(status) + " " + reason);
    if (method == "INVITE" && m_state == CallState::Inviting) {
        m_refused = m_refused || status == 503;
        m_state = CallState::Failed;
        m_endedNs = monotonicNs();
        endMedia();
        for (const auto &dialog : m_dialogs) {
            if (dialog->established()) {
                dialog->bye({});
            }
        }
        m_changed();
    } else if (method == "BYE" && m_state == CallState::Ending) {
        ended(false);
    }
}

void Call::ended(bool byPeer)
{
    if (byPeer && m_state == CallState::Talking) {
        m_endedByPeer = true;
        problem("the recorder hung up");
        m_state = CallState::Ending;
        endMedia();
        for (const auto &dialog : m_dialogs) {
            if (!dialog->over()) {
                dialog->bye({});
            }
        }
    }
    if (m_state == CallState::Ending && (++m_finished >= m_dialogs.size() || m_options.noBye)) {
        m_state = m_problems.empty() ? CallState::Done : CallState::Failed;
        m_endedNs = monotonicNs();
        m_changed();
    }
}

} // namespace tests
