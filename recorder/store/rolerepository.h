// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include "common/core/result.h"
#include "common/model/directory.h"
#include "common/model/listing.h"

#include <QUuid>

#include <optional>

namespace recorder
{

class Transaction;

/// Roles as a page shows them. `tenant` none = of every tenant; else those without a tenant and its own, but
/// none that reaches over tenants; users are counted within the tenant.
class RoleRepository
{
public:
    RoleRepository(Transaction &transaction, std::optional<TenantKey> tenant)
        : m_transaction(transaction)
        , m_tenant(tenant)
    {
    }
    common::Result<common::ListPageOf<common::RoleRecord>> list(const common::ListQuery &query);
    std::optional<common::RoleRecord> get(const QUuid &id, bool removed = false);
    void insert(const common::RoleRecord &role);
    /// Name, scope, permissions, networks; counts the version up.
    void update(const common::RoleRecord &role);
    bool isNameTaken(const QString &name, const QUuid &except);
    void setRemoved(const QUuid &id, std::optional<qint64> nowMs);
    /// Users in use who have it: of the system, or of all the other tenants.
    int userCount(const QUuid &id, bool ofSystem);

private:
    QString within() const;
    Transaction &m_transaction;
    std::optional<TenantKey> m_tenant;
};

} // namespace recorder
