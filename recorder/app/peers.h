// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/app/config.h"
#include "recorder/signalling/sipstack.h"

#include <QHostAddress>
#include <QList>
#include <QString>

#include <optional>

namespace recorder
{

/// signalling.peers as rules; each has a tenant (recorder.tenant where the entry names none). An empty list
/// of the configuration becomes loopback and the private networks of RFC 1918, RFC 4193 and link-local.
QList<PeerRule> peerRules(const Config &config);

/// Tenant of the rule with the longest prefix that covers the address; none = not a peer.
std::optional<QString> tenantOf(const QList<PeerRule> &rules, const QHostAddress &peer);

/// Every tenant that the rules and the configuration name, without doubles.
QStringList tenantNames(const Config &config);

} // namespace recorder
