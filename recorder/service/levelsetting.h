// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include <QJsonObject>

#include <optional>

namespace recorder
{

/// A setting by key at one level: the default of all tenants, or what one tenant has of its own. For people,
/// inside the gate; as long as the transaction.
class LevelSetting
{
public:
    struct Asked {
        bool system = false; ///< the default of all tenants, else of a tenant
        QString tenantId{};  ///< empty = the caller's tenant
    };
    /// Denied (system = not-allowed) for the system's when the scope is less than everything, Denied
    /// (tenant_id = not-allowed) for another tenant's; Invalid (tenant_id = unknown | not-allowed: with
    /// `system`), Invalid (system = required) for somebody without a tenant of calls who names none.
    static common::Result<LevelSetting> find(Transaction &transaction, const TenantScope &scope,
                                             const QString &key, const Asked &asked);

    /// None = the system's.
    const std::optional<TenantKey> &level() const { return m_level; }

    struct Value {
        std::optional<QJsonObject> json{}; ///< what holds there: its own, else the system's
        bool inherited = true;             ///< nothing of its own at this level
        int version = 0;                   ///< of this level; 0 = nothing of its own
    };
    /// Its own is locked until the end of the transaction.
    Value read() const;
    /// None = nothing of its own any more. Conflict (version = changed) when it is not what was read.
    common::Status replace(int version, const std::optional<QJsonObject> &value) const;
    /// The row of a change belongs to the trail of the tenant that it is about, and names the one that was
    /// asked for; who watches `topic` is told.
    void tell(AuditDetail &trail, const QString &topic, bool wasInherited, bool isInherited) const;

private:
    LevelSetting(Transaction &transaction, QString key, std::optional<TenantKey> level, QString tenantId)
        : m_transaction(&transaction)
        , m_key(std::move(key))
        , m_level(level)
        , m_tenantId(std::move(tenantId))
    {
    }

    Transaction *m_transaction;
    QString m_key;
    std::optional<TenantKey> m_level;
    QString m_tenantId;
};

} // namespace recorder
