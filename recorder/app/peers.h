// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/app/config.h"
#include "recorder/service/tenantmap.h"
#include "recorder/signalling/sessionevents.h"
#include "recorder/signalling/sipstack.h"

#include <QHostAddress>
#include <QList>
#include <QString>

#include <optional>

namespace recorder
{

/// What the configuration says of phone systems.
struct PeerBook {
    QList<PeerRule> rules;   ///< signalling.peers; tenant empty where the entry names none
    QList<PeerRule> trusted; ///< signalling.trusted_peers: what they say of a call may choose its tenant
    QString standard;        ///< recorder.tenant
};
/// An empty signalling.peers becomes loopback and the private networks of RFC 1918, RFC 4193 and link-local.
PeerBook peerBook(const Config &config);

/// What a call says of itself, in the order in which it is asked: hosts of request URI and To, numbers of the
/// parties.
struct CallClaims {
    QStringList hosts;
    QStringList numbers;
};
CallClaims claimsOf(const SessionRequest &request);

/// Tenant of a call; none = not a peer. The most exact rule of the configuration decides when it names a
/// tenant; then the directory's most exact peer; then, only for trusted peers, trunk and extension; else the
/// standard tenant.
std::optional<QString> tenantOf(const PeerBook &book, const TenantMap &map, const QHostAddress &peer,
                                const CallClaims &claims);

/// Every tenant that the rules and the configuration name, without doubles.
QStringList tenantNames(const Config &config);

} // namespace recorder
