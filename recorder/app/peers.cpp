// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/peers.h"

namespace recorder
{

namespace
{

QHostAddress withoutMapping(const QHostAddress &address)
{
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4); // ::ffff:a.b.c.d of a dual-stack socket
    return isV4 ? QHostAddress(v4) : address;
}

} // namespace

QList<PeerRule> peerRules(const Config &config)
{
    const QString standard = config.text(QStringLiteral("recorder.tenant"));
    QStringList entries = config.list(QStringLiteral("signalling.peers"));
    if (entries.isEmpty()) {
        entries = QStringList{QStringLiteral("127.0.0.0/8"),    QStringLiteral("10.0.0.0/8"),
                              QStringLiteral("172.16.0.0/12"),  QStringLiteral("192.168.0.0/16"),
                              QStringLiteral("169.254.0.0/16"), QStringLiteral("::1/128"),
                              QStringLiteral("fc00::/7"),       QStringLiteral("fe80::/10")};
    }
    QList<PeerRule> rules;
    for (const QString &entry : entries) {
        const auto [network, prefix] = QHostAddress::parseSubnet(entry.section(u'=', 0, 0).trimmed());
        const QString tenant = entry.section(u'=', 1).trimmed();
        rules.append({network, prefix, tenant.isEmpty() ? standard : tenant});
    }
    return rules;
}

std::optional<QString> tenantOf(const QList<PeerRule> &rules, const QHostAddress &peer)
{
    const QHostAddress address = withoutMapping(peer);
    const PeerRule *best = nullptr;
    for (const PeerRule &rule : rules) {
        if (address.isInSubnet(rule.network, rule.prefix) && (!best || rule.prefix > best->prefix)) {
            best = &rule;
        }
    }
    return best ? std::optional(best->tenant) : std::nullopt;
}

QStringList tenantNames(const Config &config)
{
    QStringList names{config.text(QStringLiteral("recorder.tenant"))};
    for (const PeerRule &rule : peerRules(config)) {
        names.append(rule.tenant);
    }
    names.removeDuplicates();
    return names;
}

} // namespace recorder
