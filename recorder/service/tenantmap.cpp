// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/tenantmap.h"

#include "recorder/service/networks.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace recorder
{

namespace
{

const QString kName = QStringLiteral("name");
const QString kId = QStringLiteral("id");
const QString kPeers = QStringLiteral("peers");
const QString kTrunks = QStringLiteral("trunks");
const QString kRanges = QStringLiteral("extension_ranges");
const QString kTenants = QStringLiteral("tenants");

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    for (const QJsonValue &text : value.toArray()) {
        texts.append(text.toString());
    }
    return texts;
}

std::optional<QString> find(const QMap<int, QHash<QHostAddress, QString>> &networks,
                            const QHostAddress &address)
{
    for (auto it = networks.cend(); it != networks.cbegin();) {
        --it; // the longest prefix first
        const auto found = it->constFind(networkAddress(address, it.key()));
        if (found != it->cend()) {
            return *found;
        }
    }
    return std::nullopt;
}

} // namespace

TenantMap::TenantMap(const QList<TenantRepository::CallSources> &sources)
    : m_sources(sources)
{
    for (const TenantRepository::CallSources &source : sources) {
        if (!source.id.isNull()) {
            m_ids.insert(source.tenant.toLower(), source.id);
        }
        for (const QString &text : source.peers) {
            const auto [address, prefix] = QHostAddress::parseSubnet(normalNetwork(text));
            if (!address.isNull()) {
                auto &networks = address.protocol() == QAbstractSocket::IPv4Protocol ? m_v4 : m_v6;
                networks[prefix].insert(address, source.tenant);
            }
        }
        for (const QString &trunk : source.trunks) {
            m_trunks.insert(trunk, source.tenant);
        }
        for (const QString &text : source.extensionRanges) {
            if (const auto range = common::NumberRange::parse(text)) {
                m_ranges.append({*range, source.tenant});
            }
        }
    }
}

std::optional<QString> TenantMap::byPeer(const QHostAddress &peer) const
{
    bool isV4 = false;
    const quint32 v4 = peer.toIPv4Address(&isV4); // ::ffff:a.b.c.d of a dual-stack socket as well
    if (isV4) {
        return find(m_v4, QHostAddress(v4));
    }
    return find(m_v6, QHostAddress(peer.toIPv6Address())); // without its scope
}

std::optional<QString> TenantMap::byTrunk(const QString &host) const
{
    const auto found = m_trunks.constFind(host.toLower());
    return found == m_trunks.cend() ? std::nullopt : std::optional(*found);
}

std::optional<QString> TenantMap::byNumber(const QString &number) const
{
    for (const auto &[range, tenant] : m_ranges) {
        if (range.contains(number)) {
            return tenant;
        }
    }
    return std::nullopt;
}

common::TenantRef TenantMap::refOf(const QString &name) const
{
    return {name, m_ids.value(name.toLower())};
}

QByteArray TenantMap::toJson() const
{
    QJsonArray tenants;
    for (const TenantRepository::CallSources &source : m_sources) {
        tenants.append(QJsonObject{{kName, source.tenant},
                                   {kId, source.id.isNull() ? QString() : source.id.toString()},
                                   {kPeers, QJsonArray::fromStringList(source.peers)},
                                   {kTrunks, QJsonArray::fromStringList(source.trunks)},
                                   {kRanges, QJsonArray::fromStringList(source.extensionRanges)}});
    }
    return QJsonDocument(QJsonObject{{kTenants, tenants}}).toJson();
}

std::optional<TenantMap> TenantMap::fromJson(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.object().value(kTenants).isArray()) {
        return std::nullopt;
    }
    QList<TenantRepository::CallSources> sources;
    for (const QJsonValue &value : document.object().value(kTenants).toArray()) {
        const QJsonObject tenant = value.toObject();
        sources.append({tenant.value(kName).toString(), textsOf(tenant.value(kPeers)),
                        textsOf(tenant.value(kTrunks)), textsOf(tenant.value(kRanges)),
                        common::TenantId::fromString(tenant.value(kId).toString())});
        if (sources.last().tenant.isEmpty()) {
            return std::nullopt;
        }
    }
    return TenantMap(sources);
}

} // namespace recorder
