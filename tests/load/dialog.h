// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/load/sipendpoint.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

namespace tests
{

/// A body and what it is.
struct SipBody {
    std::string type; ///< empty = no body
    std::string content;
};

/// A response to `request` with its Via, From, To, Call-ID and CSeq.
std::string makeResponse(const SipMessage &request, const std::string &statusAndPhrase, const SipBody &body);

struct DialogIdentity {
    std::string callId;
    std::string from; ///< whole header value without tag
    std::string to;   ///< whole header value without tag
    std::string requestUri;
    std::vector<std::string> inviteHeaders; ///< "Name: value"
    std::string contactParameters = ";+sip.src";
    int sessionExpires = 1800;
};

struct DialogEvents {
    /// 2xx to INVITE or re-INVITE; what is returned goes into the ACK (answer to a delayed offer).
    std::function<SipBody(const SipMessage &)> answered;
    std::function<void(const std::string &method, int status, const std::string &reason)> failed;
    std::function<void(bool byPeer)> ended;
};

/// One INVITE dialog from the caller's side (RFC 3261 sections 12, 13, 17.1): one request at a time,
/// retransmission over UDP and after a lost connection, ACK again for a repeated 200.
class Dialog
{
public:
    Dialog(SipEndpoint &endpoint, DialogIdentity identity, DialogEvents events);
    Dialog(const Dialog &) = delete;
    Dialog &operator=(const Dialog &) = delete;

    /// `offer` comes back as answeredOffer() when this one is answered: others may have been queued
    /// meanwhile.
    void invite(SipBody body, std::size_t offer) { queue("INVITE", std::move(body), offer); }
    void update(SipBody body) { queue("UPDATE", std::move(body)); }
    void bye(SipBody body);
    void receive(const SipMessage &message);

    const std::string &callId() const { return m_identity.callId; }
    bool busy() const { return m_busy; } ///< a request is on its way
    std::size_t answeredOffer() const { return m_offer; }
    bool established() const { return m_established; }
    bool over() const { return m_over; }
    std::int64_t invitedNs() const { return m_invitedNs; }
    std::int64_t answeredNs() const { return m_answeredNs; } ///< 0 = not yet
    int lastStatus() const { return m_lastStatus; }
    int retransmissions() const { return m_retransmissions; }
    int sessionExpires() const { return m_sessionExpires; } ///< as granted; 0 = none

private:
    struct Request {
        std::string method;
        SipBody body;
        std::size_t offer = 0;
    };
    void queue(std::string method, SipBody body, std::size_t offer = 0);
    void start(Request request);
    void startNext();
    void retransmit(std::uint64_t generation, std::int64_t intervalNs);
    void expire(std::uint64_t generation);
    void takeResponse(const SipMessage &response);
    void takeRequest(const SipMessage &request);
    void takeInviteSuccess(const SipMessage &response);
    void acknowledge(const SipBody &body);
    std::string head(const std::string &method, unsigned cseq, const std::string &branch) const;
    std::string build(const Request &request, const std::string &branch);

    SipEndpoint &m_endpoint;
    DialogIdentity m_identity;
    DialogEvents m_events;
    std::string m_localTag;
    std::string m_remoteTag;
    std::string m_remoteTarget;
    std::vector<std::string> m_routes;
    unsigned m_cseq = 0;
    std::deque<Request> m_waiting;
    bool m_busy = false;
    bool m_provisional = false;
    std::uint64_t m_generation = 0;
    std::string m_method;
    std::string m_branch;
    std::string m_bytes;
    unsigned m_inviteCseq = 0;
    std::size_t m_offer = 0; ///< of the last INVITE that was sent
    std::string m_ack;
    bool m_established = false;
    bool m_over = false;
    std::int64_t m_invitedNs = 0;
    std::int64_t m_answeredNs = 0;
    int m_lastStatus = 0;
    int m_retransmissions = 0;
    int m_sessionExpires = 0;
};

} // namespace tests
