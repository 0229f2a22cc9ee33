// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/dialog.h"

#include "tests/load/rtpsender.h"

#include <algorithm>
#include <cstdlib>

namespace tests
{

namespace
{
// RFC 3261 section 17.1.1.1
constexpr std::int64_t kT1Ns = 500 * std::int64_t{1000000};
constexpr std::int64_t kT2Ns = 8 * kT1Ns;

std::string bodyLines(const SipBody &body)
{
    std::string lines;
    if (!body.type.empty()) {
        lines += "Content-Type: " + body.type + "\r\n";
        if (body.type.starts_with("multipart/")) {
            lines += "MIME-Version: 1.0\r\n";
        }
    }
    return lines + "Content-Length: " + std::to_string(body.content.size()) + "\r\n\r\n" + body.content;
}

std::string tagOf(const std::string &header)
{
    const auto at = header.find(";tag=");
    return at == std::string::npos ? std::string() : header.substr(at + 5, header.find(';', at + 5) - at - 5);
}

std::string uriOf(const std::string &header)
{
    const auto open = header.find('<');
    if (open == std::string::npos) {
        return header.substr(0, header.find(';'));
    }
    return header.substr(open + 1, header.find('>', open) - open - 1);
}
} // namespace

std::string makeResponse(const SipMessage &request, const std::string &statusAndPhrase, const SipBody &body)
{
    std::string out = "SIP/2.0 " + statusAndPhrase + "\r\n";
    for (const std::string &via : request.all("via")) {
        out += "Via: " + via + "\r\n";
    }
    out += "From: " + request.header("from") + "\r\nTo: " + request.header("to") + "\r\n";
    out += "Call-ID: " + request.header("call-id") + "\r\nCSeq: " + request.header("cseq") + "\r\n";
    return out + bodyLines(body);
}

Dialog::Dialog(SipEndpoint &endpoint, DialogIdentity identity, DialogEvents events)
    : m_endpoint(endpoint)
    , m_identity(std::move(identity))
    , m_events(std::move(events))
    , m_localTag(randomToken(10))
{
    m_endpoint.attach(m_identity.callId, this);
}

std::string Dialog::head(const std::string &method, unsigned cseq, const std::string &branch) const
{
    const bool inside = !m_remoteTag.empty();
    std::string out = method + " " + (inside ? m_remoteTarget : m_identity.requestUri) + " SIP/2.0\r\n";
    out += "Via: " + m_endpoint.via() + ";branch=" + branch + "\r\nMax-Forwards: 70\r\n";
    for (const std::string &route : m_routes) {
        out += "Route: " + route + "\r\n";
    }
    out += "From: " + m_identity.from + ";tag=" + m_localTag + "\r\n";
    out += "To: " + m_identity.to + (inside ? ";tag=" + m_remoteTag : std::string()) + "\r\n";
    out += "Call-ID: " + m_identity.callId + "\r\n";
    out += "CSeq: " + std::to_string(cseq) + " " + method + "\r\n";
    return out;
}

std::string Dialog::build(const Request &request, const std::string &branch)
{
    std::string out = head(request.method, m_cseq, branch);
    if (request.method == "INVITE" || request.method == "UPDATE") {
        out += "Contact: " + m_endpoint.contact() + m_identity.contactParameters + "\r\n";
        out += "Supported: timer, siprec\r\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE\r\n";
        if (m_identity.sessionExpires > 0) {
            out += "Session-Expires: " + std::to_string(m_identity.sessionExpires) + ";refresher=uac\r\n";
            out += "Min-SE: " + std::to_string(std::min(90, m_identity.sessionExpires)) + "\r\n";
        }
    }
    if (request.method == "INVITE") {
        for (const std::string &line : m_identity.inviteHeaders) {
            out += line + "\r\n";
        }
    }
    out += "User-Agent: earshot-caller/" EARSHOT_VERSION "\r\n";
    return out + bodyLines(request.body);
}

void Dialog::queue(std::string method, SipBody body, std::size_t offer)
{
    if (m_over) {
        return;
    }
    m_waiting.push_back({std::move(method), std::move(body), offer});
    startNext();
}

void Dialog::bye(SipBody body)
{
    m_waiting.clear();
    queue("BYE", std::move(body));
}

void Dialog::startNext()
{
    if (m_busy || m_waiting.empty() || m_over) {
        return;
    }
    Request request = std::move(m_waiting.front());
    m_waiting.pop_front();
    start(std::move(request));
}

void Dialog::start(Request request)
{
    m_busy = true;
    m_provisional = false;
    ++m_generation;
    ++m_cseq;
    m_method = request.method;
    m_branch = "z9hG4bK" + randomToken(16);
    m_bytes = build(request, m_branch);
    if (m_method == "INVITE") {
        m_inviteCseq = m_cseq;
        m_offer = request.offer;
        if (m_invitedNs == 0) {
            m_invitedNs = monotonicNs();
        }
    }
    const bool sent = m_endpoint.send(m_bytes);
    const std::uint64_t generation = m_generation;
    if (!m_endpoint.reliable() || !sent) {
        m_endpoint.after(kT1Ns, [this, generation] { retransmit(generation, kT1Ns); });
    }
    m_endpoint.after(64 * kT1Ns, [this, generation] { expire(generation); });
}

void Dialog::retransmit(std::uint64_t generation, std::int64_t intervalNs)
{
    if (!m_busy || generation != m_generation || (m_method == "INVITE" && m_provisional)) {
        return;
    }
    ++m_retransmissions;
    const bool sent = m_endpoint.send(m_bytes);
    if (m_endpoint.reliable() && sent) {
        return;
    }
    const bool capped = m_method != "INVITE" || m_endpoint.reliable();
    const std::int64_t next = capped ? std::min(2 * intervalNs, kT2Ns) : 2 * intervalNs;
    m_endpoint.after(next, [this, generation, next] { retransmit(generation, next); });
}

void Dialog::expire(std::uint64_t generation)
{
    if (!m_busy || generation != m_generation) {
        return;
    }
    m_busy = false;
    m_over = m_method == "BYE" || !m_established;
    m_lastStatus = 408;
    m_events.failed(m_method, 408, "no answer");
    startNext();
}

void Dialog::receive(const SipMessage &message)
{
    if (message.isResponse()) {
        takeResponse(message);
    } else {
        takeRequest(message);
    }
}

void Dialog::takeResponse(const SipMessage &response)
{
    const int status = response.status();
    const std::string method = response.method();
    if (method == "INVITE" && status >= 200 && response.cseq() == m_inviteCseq &&
        !(m_busy && m_method == "INVITE")) {
        if (status < 300 && !m_ack.empty()) {
            m_endpoint.send(m_ack); // the ACK was lost, RFC 3261 section 13.2.2.4
        }
        return;
    }
    if (!m_busy || method != m_method || response.cseq() != m_cseq) {
        return;
    }
    if (status < 200) {
        m_provisional = true;
        return;
    }
    m_busy = false;
    m_lastStatus = status;
    if (method == "INVITE" && status < 300) {
        takeInviteSuccess(response);
    } else {
        if (method == "INVITE") {
            // The ACK of a refusal belongs to its transaction: same branch, RFC 3261 section 17.1.1.3.
            std::string ack = head("ACK", m_cseq, m_branch);
            if (m_remoteTag.empty()) {
                const std::string to = "To: " + m_identity.to;
                ack.replace(ack.find(to), to.size(), "To: " + response.header("to"));
            }
            m_endpoint.send(ack + "Content-Length: 0\r\n\r\n");
        }
        m_over = m_over || method == "BYE" || (method == "INVITE" && !m_established);
        if (status >= 300) {
            m_events.failed(method, status, response.startLine);
        } else if (method == "BYE") {
            m_events.ended(false);
        }
    }
    startNext();
}

void Dialog::takeInviteSuccess(const SipMessage &response)
{
    const bool first = !m_established;
    m_established = true;
    m_remoteTag = tagOf(response.header("to"));
    const std::string contact = response.header("contact");
    m_remoteTarget = contact.empty() ? m_identity.requestUri : uriOf(contact);
    if (first) {
        m_answeredNs = monotonicNs();
        auto routes = response.all("record-route");
        m_routes.assign(routes.rbegin(), routes.rend());
    }
    m_sessionExpires = std::atoi(response.header("session-expires").c_str());
    acknowledge(m_events.answered(response));
}

void Dialog::acknowledge(const SipBody &body)
{
    m_ack = head("ACK", m_inviteCseq, "z9hG4bK" + randomToken(16)) + bodyLines(body);
    m_endpoint.send(m_ack);
}

void Dialog::takeRequest(const SipMessage &request)
{
    const std::string method = request.method();
    if (method == "ACK") {
        return;
    }
    if (method == "BYE") {
        m_endpoint.send(makeResponse(request, "200 OK", {}));
        if (!m_over) {
            m_over = true;
            m_events.ended(true);
        }
        return;
    }
    m_endpoint.send(makeResponse(request, method == "OPTIONS" ? "200 OK" : "405 Method Not Allowed", {}));
}

} // namespace tests
