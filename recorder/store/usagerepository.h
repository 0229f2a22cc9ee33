// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include "common/core/result.h"
#include "common/model/listing.h"
#include "common/model/storageusage.h"

#include <QHash>

namespace recorder
{

class Transaction;

/// Screen recordings have no duration of their own: that of their calls, and when the oldest of those began.
struct ScreenUse {
    qint64 durationMs = 0;
    qint64 oldestMs = 0; ///< 0 = there is none
};
/// Of the tenants that have such recordings. For those that do (storage_usage knows): calls are looked at.
QHash<TenantKey, ScreenUse> screenUseOf(Transaction &transaction, const QList<TenantKey> &tenants);
/// Minutes and days of `use` from there, as the page, the dashboard and the job of the limits count them.
void addScreenUse(common::StorageUse &use, const ScreenUse &screen, qint64 nowMs);

/// What tenants' recordings take, from the counters that the database keeps.
class UsageRepository
{
public:
    explicit UsageRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// One tenant, or all of them. Fields: tenant; orders: name, size.
    common::Result<common::ListPageOf<common::StorageUsageRecord>>
    list(std::optional<TenantKey> tenant, const common::ListQuery &query, qint64 nowMs);
    /// Every tenant with a limit.
    QList<common::StorageUsageRecord> limited(std::optional<TenantKey> tenant, qint64 nowMs);

private:
    Transaction &m_transaction;
};

} // namespace recorder
