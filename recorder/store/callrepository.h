// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/callrecords.h"
#include "recorder/store/directoryrecords.h"

#include "common/core/result.h"

namespace recorder
{

class Transaction;

/// Recorded calls in the database. Lives as long as its transaction, on the pool's thread.
class CallRepository
{
public:
    explicit CallRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }

    /// Creates the month's partitions if need be. Before the first insert of a transaction (lock order).
    void ensureMonth(common::WallTime moment);
    /// Before inserts, for each tenant in ascending order: two hosts with the same calls wait for each other
    /// here, not crosswise at a call and at the counters. Held until the end of the transaction.
    void lockTenant(TenantKey tenant);
    /// False when a call with this id is there already; nothing is changed then.
    common::Result<bool> insert(TenantKey tenant, const common::FinishedCall &call,
                                const QList<Segment> &segments);

    /// No tenant = all of them. Invalid (fields: the member's name) for a criterion or token that is none.
    common::Result<CallPage> list(std::optional<TenantKey> tenant, const CallPageRequest &request);
    /// `reach` as CallCriteria::reach; a call with one of the flags `hidden` is not seen. NotFound says no
    /// more than that there is nothing to be seen.
    common::Result<StoredCall> get(std::optional<TenantKey> tenant, const common::CallId &id,
                                   const std::optional<QList<QUuid>> &reach = {},
                                   common::CallFlags hidden = 0);
    /// Those of the ids that get() would find.
    QList<common::CallId> visible(std::optional<TenantKey> tenant, const QList<common::CallId> &ids,
                                  const std::optional<QList<QUuid>> &reach, common::CallFlags hidden = 0);
    /// Sets or takes away one flag; the tenant of the call, none when there is no such call.
    std::optional<TenantKey> setFlag(const common::CallId &id, common::CallFlag flag, bool on);
    /// Up to `limit` calls of all tenants with ids above `after`, ascending.
    QList<StoredCall> chunk(const common::CallId &after, int limit);

private:
    Transaction &m_transaction;
};

} // namespace recorder
