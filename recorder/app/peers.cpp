// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/peers.h"

#include "recorder/signalling/addresses.h"
#include "recorder/signalling/peerlist.h"

namespace recorder
{

namespace
{

QList<PeerRule> rulesOf(const QStringList &entries)
{
    QList<PeerRule> rules;
    for (const QString &entry : entries) {
        const auto [network, prefix] = QHostAddress::parseSubnet(entry.section(u'=', 0, 0).trimmed());
        rules.append({network, prefix, entry.section(u'=', 1).trimmed()});
    }
    return rules;
}

const PeerRule *mostExact(const QList<PeerRule> &rules, const QHostAddress &peer)
{
    const QHostAddress address = plainAddress(peer);
    const PeerRule *best = nullptr;
    for (const PeerRule &rule : rules) {
        if (address.isInSubnet(rule.network, rule.prefix) && (!best || rule.prefix > best->prefix)) {
            best = &rule;
        }
    }
    return best;
}

template <typename Texts, typename Ask>
std::optional<QString> firstOf(const Texts &texts, Ask ask)
{
    for (const QString &text : texts) {
        if (const std::optional<QString> tenant = ask(text)) {
            return tenant;
        }
    }
    return std::nullopt;
}

} // namespace

PeerBook peerBook(const Config &config)
{
    QStringList entries = config.list(QStringLiteral("signalling.peers"));
    if (entries.isEmpty()) {
        entries = QStringList{QStringLiteral("127.0.0.0/8"),    QStringLiteral("10.0.0.0/8"),
                              QStringLiteral("172.16.0.0/12"),  QStringLiteral("192.168.0.0/16"),
                              QStringLiteral("169.254.0.0/16"), QStringLiteral("::1/128"),
                              QStringLiteral("fc00::/7"),       QStringLiteral("fe80::/10")};
    }
    return {rulesOf(entries), rulesOf(config.list(QStringLiteral("signalling.trusted_peers"))),
            config.text(QStringLiteral("recorder.tenant"))};
}

CallClaims claimsOf(const SessionRequest &request)
{
    CallClaims claims;
    for (const QByteArray &uri : {request.requestUri, request.to}) {
        claims.hosts.append(readAddress(QString::fromUtf8(uri)).host);
    }
    if (request.metadata) {
        for (const RecordingMetadata::Participant &party : request.metadata->metadata.participants) {
            for (const QString &aor : party.aors) {
                claims.numbers.append(readAddress(aor).number);
            }
        }
    }
    if (request.profile == SipProfile::CiscoForked) {
        const QMap<QByteArray, QByteArray> parameters = uriParameters(request.from);
        for (const char *name : {"x-nearendaddr", "x-farendaddr"}) {
            claims.numbers.append(QString::fromUtf8(parameters.value(name)));
        }
    }
    claims.hosts.removeAll(QString());
    claims.numbers.removeAll(QString());
    return claims;
}

std::optional<QString> tenantOf(const PeerBook &book, const TenantMap &map, const QHostAddress &peer,
                                const CallClaims &claims)
{
    const PeerRule *rule = mostExact(book.rules, peer);
    if (rule != nullptr && !rule->tenant.isEmpty()) {
        return rule->tenant;
    }
    if (const std::optional<QString> tenant = map.byPeer(peer)) {
        return tenant;
    }
    if (rule == nullptr) {
        return std::nullopt;
    }
    if (mostExact(book.trusted, peer) != nullptr) {
        const auto trunk = firstOf(claims.hosts, [&map](const QString &host) { return map.byTrunk(host); });
        if (trunk) {
            return trunk;
        }
        const auto extension =
            firstOf(claims.numbers, [&map](const QString &number) { return map.byNumber(number); });
        if (extension) {
            return extension;
        }
    }
    return book.standard;
}

QStringList tenantNames(const Config &config)
{
    const PeerBook book = peerBook(config);
    QStringList names{book.standard};
    for (const PeerRule &rule : book.rules) {
        names.append(rule.tenant);
    }
    names.removeAll(QString());
    names.removeDuplicates();
    return names;
}

} // namespace recorder
