// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/sofiainclude.h"

#include <QByteArray>

#include <functional>
#include <memory>

namespace recorder
{

/// What we answer. Empty fields are left out.
struct SipResponse {
    int status = 200;
    QByteArray phrase; ///< empty = the standard one
    QByteArray contact;
    QByteArray allow;
    QByteArray accept;
    QByteArray supported;
    QByteArray require;
    QByteArray unsupported;
    QByteArray retryAfter;
    QByteArray sessionExpires;
    QByteArray minSe;
    QByteArray server;
    QByteArray contentType;
    QByteArray body;
};

/// Answers without keeping anything (RFC 3261 section 8.2.7). Takes the message over.
void replyStateless(nta_agent_t *agent, msg_t *message, const SipResponse &response);

/// One server transaction of sofia, owned by us from the request to the last thing we want to know of it.
/// SIP thread.
class SofiaTransaction
{
public:
    /// ACK or CANCEL of an INVITE (the message belongs to sofia), or nothing: no ACK came in 32 s.
    using FollowUp = std::function<void(msg_t *message, const sip_t *sip)>;

    /// Takes the message over. Null when sofia has no memory for it.
    static std::unique_ptr<SofiaTransaction> create(nta_agent_t *agent, msg_t *message,
                                                    const QByteArray &localTag, quint64 number);
    ~SofiaTransaction();
    SofiaTransaction(const SofiaTransaction &) = delete;
    SofiaTransaction &operator=(const SofiaTransaction &) = delete;

    void onFollowUp(FollowUp followUp) { m_followUp = std::move(followUp); }
    void reply(const SipResponse &response);
    quint64 number() const { return m_number; }
    sip_method_t method() const { return nta_incoming_method(m_incoming); }
    quint32 cseq() const { return nta_incoming_cseq(m_incoming); }

private:
    SofiaTransaction(nta_incoming_t *incoming, quint64 number);
    static int followedUp(SofiaTransaction *self, nta_incoming_t *incoming, const sip_t *sip);

    nta_incoming_t *m_incoming;
    quint64 m_number;
    FollowUp m_followUp;
};

} // namespace recorder
