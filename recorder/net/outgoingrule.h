// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/posixfile.h"
#include "common/core/result.h"

#include <QHostAddress>
#include <QList>
#include <QPair>
#include <QStringList>

#include <chrono>

struct sockaddr;

namespace recorder
{

enum class AddressClass {
    Public,
    Private,   ///< of networks inside houses and of carriers (RFC 1918, 4193, 6598), of tests and examples
    LinkLocal, ///< where clouds give out credentials as well (169.254.169.254)
    Loopback,
    Unusable ///< no host's: unspecified, multicast, broadcast, reserved
};
/// An IPv4 address inside an IPv6 one (mapped, NAT64, 6to4) counts as itself.
AddressClass addressClassOf(const QHostAddress &address);

/// To which of the servers that people name the recorder connects: an administrator of a tenant must not
/// reach through it what listens beside it. Names are looked up once and the connection goes to an address
/// that was checked; so whoever hands a name to a library checks again what that connects to (libcurl:
/// CURLOPT_OPENSOCKETFUNCTION), or hands over a connected socket. A value; any thread.
class OutgoingRule
{
public:
    /// Who named the server.
    enum class Target {
        OfTenant, ///< a tenant's administrator: public addresses, none of this host's own
        OfSystem  ///< whoever may see every tenant, or the configuration: all but link-local ones
    };

    OutgoingRule() = default;
    /// ADDRESS[/PREFIX], which may be reached in any case (`network.tenant_targets`).
    explicit OutgoingRule(const QStringList &networks);

    bool allows(const QHostAddress &address, Target target) const;
    bool allows(const sockaddr &address, Target target) const;

    /// The allowed ones of a name or an address. Waits for the name server. Errors: Unavailable, cause = name
    /// | forbidden; they tell no address.
    common::Result<QList<QHostAddress>> resolve(const QString &host, Target target) const;

    /// A socket (blocking, close-on-exec) connected to the first that answers, with so much time for each.
    /// Errors: Unavailable, cause = refused | timeout.
    static common::Result<common::FileDescriptor> connectTo(const QList<QHostAddress> &addresses,
                                                            quint16 port, std::chrono::milliseconds limit);

private:
    QList<QPair<QHostAddress, int>> m_networks;
};

} // namespace recorder
