// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include "common/core/result.h"
#include "common/model/listing.h"
#include "common/model/storageusage.h"

namespace recorder
{

class Transaction;

/// What tenants' recordings take, from the counters that the database keeps.
class UsageRepository
{
public:
    explicit UsageRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// One tenant, or all of them. Orders: name, size.
    common::Result<common::ListPageOf<common::StorageUsageRecord>>
    list(std::optional<TenantKey> tenant, const common::ListQuery &query, qint64 nowMs);
    /// Every tenant with a limit.
    QList<common::StorageUsageRecord> limited(std::optional<TenantKey> tenant, qint64 nowMs);

private:
    Transaction &m_transaction;
};

} // namespace recorder
