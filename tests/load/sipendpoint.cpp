// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/sipendpoint.h"

#include "tests/load/dialog.h"
#include "tests/load/rtpsender.h"

#include <arpa/inet.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <unistd.h>

namespace tests
{

SipEndpoint::SipEndpoint(SipTransport &transport, sockaddr_in peer)
    : m_transport(transport)
{
    std::array<char, INET_ADDRSTRLEN> text{};
    m_peerHost = inet_ntop(AF_INET, &peer.sin_addr, text.data(), text.size());
    m_peerHost += ":" + std::to_string(ntohs(peer.sin_port));
}

std::string SipEndpoint::via() const
{
    return std::string("SIP/2.0/") + keyOf(m_transport.kind()) + " " + m_transport.localAddress() + ":" +
           std::to_string(m_transport.localPort()) + ";rport";
}

std::string SipEndpoint::contact() const
{
    std::string transport;
    if (m_transport.kind() != Transport::Udp) {
        transport = ";transport=" + lowerCase(keyOf(m_transport.kind()));
    }
    return "<sip:caller@" + m_transport.localAddress() + ":" + std::to_string(m_transport.localPort()) +
           transport + ">";
}

std::string SipEndpoint::requestUri(const std::string &user) const
{
    std::string uri = "sip:" + user + "@" + m_peerHost;
    return m_transport.kind() == Transport::Udp ? uri
                                                : uri + ";transport=" + lowerCase(keyOf(m_transport.kind()));
}

void SipEndpoint::after(std::int64_t delayNs, std::function<void()> what)
{
    m_timers.push({monotonicNs() + delayNs, m_order++, std::move(what)});
}

void SipEndpoint::fire()
{
    while (!m_timers.empty() && m_timers.top().dueNs <= monotonicNs()) {
        const auto what = m_timers.top().what;
        m_timers.pop();
        what();
    }
}

void SipEndpoint::take(const std::string &text)
{
    const SipMessage message = parseSip(text);
    const auto found = m_dialogs.find(message.header("call-id"));
    if (found != m_dialogs.end()) {
        found->second->receive(message);
        return;
    }
    ++m_strays;
    if (!message.isResponse() && message.method() != "ACK") {
        answerStray(message);
    }
}

void SipEndpoint::answerStray(const SipMessage &request)
{
    const bool ping = request.method() == "OPTIONS";
    m_transport.send(makeResponse(request, ping ? "200 OK" : "481 Call/Transaction Does Not Exist", {}));
}

void SipEndpoint::run(const std::function<bool()> &done)
{
    while (!done()) {
        std::int64_t waitNs = 50 * std::int64_t{1000000};
        if (!m_timers.empty()) {
            waitNs = std::clamp<std::int64_t>(m_timers.top().dueNs - monotonicNs(), 0, waitNs);
        }
        pollfd entry{m_transport.descriptor(), POLLIN, 0};
        const timespec wait{0, waitNs};
        ppoll(&entry, 1, &wait, nullptr);
        for (const std::string &message : m_transport.receive()) {
            take(message);
        }
        fire();
    }
}

} // namespace tests
