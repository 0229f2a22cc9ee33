// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/connectionlimit.h"
#include "recorder/signalling/sipstack.h"
#include "recorder/signalling/sofiainclude.h"
#include "recorder/signalling/tlsfront.h"

#include "common/core/result.h"

#include <functional>
#include <memory>

namespace recorder
{

/// One listening address: a sofia agent of its own, so that what arrives is known by profile and transport.
/// SIP thread.
class SofiaListener
{
public:
    /// Gets every request that belongs to no transaction yet, and owns the message.
    using Receiver = std::function<void(SofiaListener &listener, msg_t *message, sip_t *sip)>;

    /// Errors: Unavailable with address and port, or with the TLS file that cannot be used.
    static common::Result<std::unique_ptr<SofiaListener>> open(su_root_t *root, const SipListen &listen,
                                                               const SipOptions &options, Receiver receiver);
    ~SofiaListener();
    SofiaListener(const SofiaListener &) = delete;
    SofiaListener &operator=(const SofiaListener &) = delete;

    nta_agent_t *agent() const { return m_agent; }
    /// With the port in use.
    const SipListen &where() const { return m_listen; }
    /// Where a message came from; nothing when it did not come by the TLS that stands in front.
    std::optional<TlsFront::Source> sourceOf(msg_t *message) const;
    /// The way back to where a message came from, as a SIP URI for sofia.
    QByteArray routeTo(msg_t *message) const;
    /// Requests that came again, and messages that sofia refused by itself.
    quint64 retransmitted() const;
    quint64 malformed() const;
    /// Closes what a source has too much of; how many. TLS does it before the handshake, see TlsFront.
    int limitConnections();

private:
    SofiaListener(const SipListen &listen, Receiver receiver);
    static int received(SofiaListener *self, nta_agent_t *agent, msg_t *message, sip_t *sip);
    quint16 boundPort() const;

    SipListen m_listen;
    Receiver m_receiver;
    nta_agent_t *m_agent = nullptr;
    std::unique_ptr<TlsFront> m_tls;
    std::optional<ConnectionLimit> m_limit; ///< plain TCP only
};

QByteArray nameOf(SipTransport transport); ///< "udp", "tcp", "tls"
/// "192.0.2.1" or "[2001:db8::1]".
QByteArray hostOf(const QHostAddress &address);

} // namespace recorder
