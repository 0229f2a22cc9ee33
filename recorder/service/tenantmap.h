// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/tenantrepository.h"

#include "common/model/numberrange.h"

#include <QHash>
#include <QHostAddress>
#include <QMap>

#include <optional>

namespace recorder
{

/// How calls find their tenant, as the directory says. A value that never changes once it is made: any thread
/// asks it, nothing is locked. Peers are found by one look per prefix length, however many tenants there are.
class TenantMap
{
public:
    TenantMap() = default;
    explicit TenantMap(const QList<TenantRepository::CallSources> &sources);

    /// By the longest prefix.
    std::optional<QString> byPeer(const QHostAddress &peer) const;
    std::optional<QString> byTrunk(const QString &host) const;
    std::optional<QString> byNumber(const QString &number) const;
    /// With the lasting id of who has the name here; without for a name that nobody has.
    common::TenantRef refOf(const QString &name) const;

    /// The file that a recorder keeps for a start without its database. Nothing for what is no such file.
    QByteArray toJson() const;
    static std::optional<TenantMap> fromJson(const QByteArray &json);

    bool operator==(const TenantMap &other) const { return toJson() == other.toJson(); }

private:
    QList<TenantRepository::CallSources> m_sources;
    QMap<int, QHash<QHostAddress, QString>>
        m_v4; ///< by prefix length, addresses with their host bits cleared
    QMap<int, QHash<QHostAddress, QString>> m_v6;
    QHash<QString, QString> m_trunks;
    QHash<QString, common::TenantId> m_ids; ///< by name in lower case, as tenants are found
    QList<std::pair<common::NumberRange, QString>> m_ranges;
};

} // namespace recorder
