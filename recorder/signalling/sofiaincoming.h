// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/sessionevents.h"
#include "recorder/signalling/sipmessage.h"
#include "recorder/signalling/sofiainclude.h"

#include "common/core/clock.h"

#include <memory>

namespace recorder
{

struct MessageRelease {
    void operator()(msg_t *message) const { msg_destroy(message); }
};
using MessageHandle = std::unique_ptr<msg_t, MessageRelease>;

/// A request with what both readers made of it.
struct SofiaIncoming {
    SofiaListener *listener = nullptr;
    MessageHandle message;
    const sip_t *sip = nullptr; ///< lives in the message
    SipMessage text;
    QHostAddress peer;
    quint16 peerPort = 0;
    QByteArray way; ///< back to the peer, SofiaListener::routeTo
    QHostAddress local;
    common::MonoTime received{};

    sip_method_t method() const { return sip->sip_request->rq_method; }
    quint32 cseq() const { return sip->sip_cseq->cs_seq; }
    QByteArray callId() const { return sip->sip_call_id->i_id; }
    QByteArray fromTag() const { return sip->sip_from->a_tag; }
    QByteArray toTag() const { return sip->sip_to->a_tag; }
};

/// The address of ours that a peer is reached from. A routing question to the kernel; nothing is sent.
QHostAddress localAddressFor(const QHostAddress &peer);

/// A request as the recorder gets it. `brokenSdp` tells that there is an SDP part which nobody can read.
SessionRequest sessionRequestOf(const SofiaIncoming &incoming, const DialogState &state, bool *brokenSdp);
/// The dialog that an INVITE makes, with our tag.
DialogState dialogStateOf(const SofiaIncoming &incoming, const QByteArray &localTag);

} // namespace recorder
