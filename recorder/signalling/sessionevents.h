// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/recordingmetadata.h"
#include "recorder/signalling/sessiondescription.h"

#include "common/core/clock.h"

#include <QByteArray>
#include <QHostAddress>
#include <QList>
#include <QString>

#include <functional>
#include <optional>
#include <utility>

namespace recorder
{

/// Number of a dialog inside one run of the recorder.
using DialogNumber = quint64;

enum class SipTransport { Udp, Tcp, Tls };

/// How the phone system speaks: RFC 7866 on 5080, or Cisco's forked built-in-bridge calls on 5070.
enum class SipProfile { Siprec, CiscoForked };

/// What is needed to go on with a dialog after a restart of the recorder (RFC 3261 section 12). Stored in the
/// ledger.
struct DialogState {
    QByteArray callId;
    QByteArray localTag;
    QByteArray remoteTag;
    QByteArray localUri;     ///< our To of the INVITE, without tag
    QByteArray remoteUri;    ///< From of the INVITE, without tag
    QByteArray remoteTarget; ///< Contact of the peer; may be empty
    QList<QByteArray> routeSet;
    quint32 remoteCSeq = 0;
    quint32 localCSeq = 0;
    SipProfile profile = SipProfile::Siprec;
    SipTransport transport = SipTransport::Udp;
    int sessionExpires = 0; ///< seconds, 0 = no session timer

    bool operator==(const DialogState &) const = default;
};

/// One SIP request that carries something about the session, as it came and as it was read.
struct SessionRequest {
    DialogNumber dialog = 0;
    QByteArray method; ///< INVITE, UPDATE, ACK, BYE, INFO
    SipProfile profile = SipProfile::Siprec;
    SipTransport transport = SipTransport::Udp;
    QHostAddress peer;
    quint16 peerPort = 0;
    QHostAddress local; ///< our address on which it came: the address to offer media on
    common::MonoTime received{};
    DialogState state;
    QByteArray from; ///< whole header values, for Cisco's URI parameters and for display
    QByteArray to;
    QByteArray requestUri;
    /// Headers of use for correlation, in lower case: session-id, cisco-guid, user-to-user, diversion,
    /// p-asserted-identity, remote-party-id, x-cisco-recording-participant, x-*, contact.
    QList<std::pair<QByteArray, QByteArray>> headers;
    std::optional<SessionDescription> sdp; ///< empty: no SDP part (delayed offer, metadata-only UPDATE)
    std::optional<MetadataBody> metadata;
    QByteArray raw; ///< the whole message, evidence; SDES keys replaced by '*'
};

/// Answer to an INVITE, re-INVITE or UPDATE.
struct SessionReply {
    int status = 200;         ///< 2xx accept; 403, 480, 488, 503 refuse
    QByteArray phrase;        ///< empty = the standard one
    int retryAfter = 0;       ///< seconds, with 503
    QHostAddress address;     ///< c= of our SDP
    QList<MediaAnswer> media; ///< answers to the offered lines, or our offer when the request had no SDP
    QList<MediaLine> offer;   ///< delayed offer only: the lines to offer (ports, labels, formats)
};
using ReplyFunction = std::function<void(SessionReply)>;

enum class EndCause { Bye, Cancel, Timeout, TransportLost, Shutdown };

/// What signalling tells the rest. All calls arrive on the SIP thread; a reply may be given later, on the SIP
/// thread (SipStack::post brings a function there). A dialog whose offer was refused gets no `ended`.
class SessionEvents
{
public:
    virtual ~SessionEvents() = default;
    /// A new session. The media ports must be open before `reply` is called with 200 (media may come before
    /// the ACK).
    virtual void offered(const SessionRequest &request, ReplyFunction reply) = 0;
    /// re-INVITE or UPDATE. Without SDP and without metadata it is a session refresh: reply 200 at once.
    virtual void changed(const SessionRequest &request, ReplyFunction reply) = 0;
    /// ACK. Carries the answer when we offered (delayed offer).
    virtual void confirmed(const SessionRequest &request) = 0;
    /// BYE (its body may carry last metadata), CANCEL, or our own end. `request` is empty when there was no
    /// message.
    virtual void ended(DialogNumber dialog, EndCause cause, const std::optional<SessionRequest> &request) = 0;
    /// The session timer ran out. True keeps the dialog (media still flows: field.md 3.8), false ends it.
    virtual bool refreshMissed(DialogNumber dialog) = 0;
    /// A request inside of a dialog that changes nothing (OPTIONS): the other side is still there.
    virtual void alive(DialogNumber dialog) = 0;
    /// Seconds for Retry-After when new calls must be refused now (full, draining, disk, ports), 0 =
    /// accepting. Decides the answer to OPTIONS and to INVITEs; those of CiscoForked are offered all the
    /// same, for one may be the second half of a call that runs. Must be quick.
    virtual int refusingFor(SipProfile profile) const = 0;
};

} // namespace recorder
