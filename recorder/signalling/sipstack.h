// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/sessionevents.h"

#include "common/core/result.h"

#include <QHostAddress>
#include <QList>
#include <QString>

#include <functional>
#include <memory>

namespace recorder
{

/// One address the recorder listens on. Port 0 takes a free one, see SipStack::listening().
struct SipListen {
    SipProfile profile = SipProfile::Siprec;
    SipTransport transport = SipTransport::Udp;
    QString address; ///< numeric; empty = every IPv4 address ("::" = every IPv6 one)
    quint16 port = 5080;

    bool operator==(const SipListen &) const = default;
};

/// A phone system that may send calls. The tenant belongs to the peer and never comes from a message
/// (trust.md S3).
struct PeerRule {
    QHostAddress network;
    int prefix = 32;
    QString tenant;

    bool operator==(const PeerRule &) const = default;
};

struct SipOptions {
    QList<SipListen> listens;
    QHostAddress contact;  ///< in our Contact; null = where the request came. Other families keep theirs
    QList<PeerRule> peers; ///< empty = loopback and private networks only
    /// Further sources that may talk to us. Asked on several threads, with each request of a source that is
    /// not among `peers`; must be quick. May be empty.
    std::function<bool(const QHostAddress &)> alsoAllowed;
    QString certificateDir; ///< for TLS: agent.pem (key and chain), cafile.pem (optional)
    bool demandClientCertificate =
        false; ///< TLS: refuse peers without a certificate that cafile.pem verifies
    QByteArray userAgent = "Earshot";
    int minSessionExpires = 30;    ///< seconds; shorter sessions are answered 422
    qint64 maxMessage = 65536;     ///< bytes of a whole SIP message
    int requestsPerSecond = 2000;  ///< requests outside a dialog from one source; above it 503. 0 = no limit
    int refusalsPerSecond = 20;    ///< answers to unknown sources (each); above it silence
    int connectionsPerSource = 64; ///< TCP and TLS, to each port; what comes on top is closed
    int halfMessageMs = 5000;      ///< a stream that stops in the middle of a message is closed after this
    int transactionMs = 32000;     ///< 64 * T1 of RFC 3261: how long answers are repeated and remembered
    int finalReplySeconds = 20;    ///< an INVITE the recorder has not answered by then gets 503
};

/// Totals since the start, for metrics.
struct SipCounters {
    quint64 requests = 0;      ///< requests that reached us, retransmissions not counted
    quint64 invites = 0;       ///< INVITEs outside a dialog
    quint64 accepted = 0;      ///< of them answered 2xx
    quint64 refused = 0;       ///< of them answered with anything else
    quint64 retransmitted = 0; ///< requests that came again
    quint64 unknownPeer = 0;   ///< 403: source not in the list
    quint64 rateLimited = 0;   ///< 503 or silence: a source over its rate
    quint64 overConnected = 0; ///< TCP connections closed: a source had too many
    quint64 unparsable = 0;    ///< 400 or 413 by the parser, or dropped
    quint64 malformed = 0;     ///< 400: over a limit of trust.md S1
    quint64 repaired = 0;      ///< accepted though a header was broken
    quint64 noDialog = 0;      ///< 481, forged ones included
    quint64 foreignSource = 0; ///< 481 of them: the dialog exists but belongs to another address
    quint64 refreshesMissed = 0;
    quint64 dialogs = 0; ///< now

    bool operator==(const SipCounters &) const = default;
};

/// The SIP server in a thread of its own: transports, transactions, dialogs, session timers, SDP answers.
/// It knows nothing of media or storage; SessionEvents decides about calls.
class SipStack
{
public:
    /// Binds every address of `options.listens`, all or nothing, and starts the thread. Errors: Invalid (an
    /// option), Unavailable with address and port (busy, no such address), Unavailable for TLS files that
    /// cannot be read. `events` must outlive the stack.
    static common::Result<std::unique_ptr<SipStack>> start(const SipOptions &options, SessionEvents *events);

    SipStack() = default;
    SipStack(const SipStack &) = delete;
    SipStack &operator=(const SipStack &) = delete;
    virtual ~SipStack() = default; ///< stops

    /// The addresses in use, in the order of the options, with the ports that were chosen. Any thread.
    virtual QList<SipListen> listening() const = 0;
    /// Runs a function on the SIP thread, in order. Any thread. Dropped after stop().
    virtual void post(std::function<void()> task) = 0;
    /// Takes over a dialog of an earlier run. SIP thread, before begin(): nothing is read
    /// until then. Its peer address is learnt from the first request.
    virtual void restore(DialogNumber dialog, const DialogState &state) = 0;
    /// Opens the gates: until then requests wait in the buffers of the sockets. Any thread, once.
    virtual void begin() = 0;
    /// Ends a dialog with BYE: only for draining by configuration or at shutdown. SIP thread. Calls
    /// SessionEvents::ended(Shutdown) before it returns.
    virtual void hangUp(DialogNumber dialog, const QByteArray &reason) = 0;
    virtual SipCounters counters() const = 0; ///< Any thread.
    /// Closes the sockets and joins the thread; dialogs are not ended (a restart goes on with them). Not from
    /// the SIP thread. Twice does nothing.
    virtual void stop() = 0;
};

} // namespace recorder
