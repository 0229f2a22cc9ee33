// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include "common/core/result.h"

namespace recorder
{

class Transaction;

/// Tenants of calls and people; the system itself (kSystemTenant) is not one of them.
class TenantRepository
{
public:
    explicit TenantRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// By name, whatever its case. NotFound (fields: tenant = unknown).
    common::Result<Tenant> find(const QString &name);
    /// Conflict (fields: name = taken) for the name of the system itself.
    common::Result<Tenant> findOrCreate(const QString &name);
    QList<Tenant> all();

private:
    Transaction &m_transaction;
};

} // namespace recorder
