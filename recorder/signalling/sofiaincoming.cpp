// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/sofiaincoming.h"

#include "recorder/signalling/metadataparser.h"
#include "recorder/signalling/multipart.h"
#include "recorder/signalling/peerlist.h"
#include "recorder/signalling/sdpparser.h"
#include "recorder/signalling/sofialistener.h"

#include <algorithm>
#include <array>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace recorder
{

namespace
{

/// What correlates calls and people (siprec.md 2, "ANI" and "Correlation keys").
bool isOfUse(const QByteArray &name)
{
    static constexpr std::array<const char *, 13> kNames{
        "session-id", "cisco-guid", "user-to-user",         "diversion",  "p-asserted-identity",
        "contact",    "reason",     "remote-party-id",      "user-agent", "history-info",
        "call-info",  "server",     "p-preferred-identity",
    };
    return name.startsWith("x-") ||
           std::any_of(kNames.cbegin(), kNames.cend(), [&name](const char *known) { return name == known; });
}

/// Entries of a Record-Route, in the order in which we go back (RFC 3261 section 12.1.1: as received).
QList<QByteArray> routeSetOf(const SipMessage &text)
{
    QList<QByteArray> routes;
    for (const QByteArray &value : text.all("record-route")) {
        for (const QByteArray &entry : value.split(',')) {
            if (const QByteArray uri = uriOf(entry.trimmed()); !uri.isEmpty()) {
                routes.append(uri);
            }
        }
    }
    return routes;
}

} // namespace

QHostAddress localAddressFor(const QHostAddress &peer)
{
    const bool isV4 = peer.protocol() == QAbstractSocket::IPv4Protocol;
    const int probe = ::socket(isV4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (probe < 0) {
        return {};
    }
    su_sockaddr_t there{};
    socklen_t size = 0;
    if (isV4) {
        there.su_sin.sin_family = AF_INET;
        there.su_sin.sin_port = htons(9);
        there.su_sin.sin_addr.s_addr = htonl(peer.toIPv4Address());
        size = sizeof there.su_sin;
    } else {
        const Q_IPV6ADDR bytes = peer.toIPv6Address();
        there.su_sin6.sin6_family = AF_INET6;
        there.su_sin6.sin6_port = htons(9);
        std::copy(std::begin(bytes.c), std::end(bytes.c), there.su_sin6.sin6_addr.s6_addr);
        size = sizeof there.su_sin6;
    }
    su_sockaddr_t here{};
    socklen_t hereSize = sizeof here;
    QHostAddress found;
    if (::connect(probe, &there.su_sa, size) == 0 && ::getsockname(probe, &here.su_sa, &hereSize) == 0) {
        found = plainAddress(QHostAddress(&here.su_sa));
    }
    ::close(probe);
    return found;
}

DialogState dialogStateOf(const SofiaIncoming &incoming, const QByteArray &localTag)
{
    DialogState state;
    state.callId = incoming.callId();
    state.localTag = localTag;
    state.remoteTag = incoming.fromTag();
    state.localUri = withoutTag(incoming.text.first("to"));
    state.remoteUri = withoutTag(incoming.text.first("from"));
    state.remoteTarget = uriOf(incoming.text.first("contact"));
    state.routeSet = routeSetOf(incoming.text);
    state.remoteCSeq = incoming.cseq();
    state.profile = incoming.listener->where().profile;
    state.transport = incoming.listener->where().transport;
    return state;
}

SessionRequest sessionRequestOf(const SofiaIncoming &incoming, const DialogState &state, bool *brokenSdp)
{
    SessionRequest request;
    request.method = incoming.sip->sip_request->rq_method_name;
    request.profile = state.profile;
    request.transport = incoming.listener->where().transport;
    request.peer = incoming.peer;
    request.peerPort = incoming.peerPort;
    request.local = incoming.local;
    request.received = incoming.received;
    request.state = state;
    request.from = incoming.text.first("from");
    request.to = incoming.text.first("to");
    request.requestUri = incoming.text.requestUri();
    for (const SipHeader &header : incoming.text.headers) {
        if (isOfUse(header.name)) {
            request.headers.append({header.name, header.value});
        }
    }
    const SessionBody body = splitBody(incoming.text.first("content-type"), incoming.text.body);
    if (body.sdp) {
        if (auto parsed = parseSdp(*body.sdp)) {
            request.sdp = std::move(*parsed);
        } else if (brokenSdp != nullptr) {
            *brokenSdp = true;
        }
    }
    if (body.metadata) {
        request.metadata = parseMetadata(*body.metadata);
    }
    request.raw = withoutKeys(incoming.text.raw);
    return request;
}

} // namespace recorder
