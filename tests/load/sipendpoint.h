// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/load/siptransport.h"

#include <cstdint>
#include <functional>
#include <queue>
#include <string>
#include <unordered_map>

namespace tests
{

class Dialog;

/// The caller's event loop: one transport, its timers, and the way from a message to its dialog.
class SipEndpoint
{
public:
    SipEndpoint(SipTransport &transport, sockaddr_in peer);

    void attach(const std::string &callId, Dialog *dialog) { m_dialogs[callId] = dialog; }
    bool send(const std::string &message) { return m_transport.send(message); }
    /// Runs `what` on this thread after `delayNs`. What it uses must live as long as the endpoint.
    void after(std::int64_t delayNs, std::function<void()> what);
    /// Serves messages and timers until `done` says true.
    void run(const std::function<bool()> &done);

    bool reliable() const { return m_transport.reliable(); }
    std::string via() const; ///< "SIP/2.0/UDP host:port;rport"
    std::string contact() const;
    std::string localAddress() const { return m_transport.localAddress(); }
    const std::string &peerHost() const { return m_peerHost; } ///< host:port
    std::string requestUri(const std::string &user) const;
    std::int64_t strays() const { return m_strays; } ///< messages that belong to no dialog

private:
    struct Timer {
        std::int64_t dueNs;
        std::uint64_t order;
        std::function<void()> what;
        bool operator<(const Timer &other) const
        {
            return dueNs != other.dueNs ? dueNs > other.dueNs : order > other.order;
        }
    };
    void fire();
    void take(const std::string &text);
    void answerStray(const SipMessage &request);

    SipTransport &m_transport;
    std::string m_peerHost;
    std::unordered_map<std::string, Dialog *> m_dialogs;
    std::priority_queue<Timer> m_timers;
    std::uint64_t m_order = 0;
    std::int64_t m_strays = 0;
};

} // namespace tests
