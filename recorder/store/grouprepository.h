// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryreach.h"

#include "common/core/result.h"
#include "common/model/directory.h"
#include "common/model/listing.h"

namespace recorder
{

struct StoredGroup {
    common::GroupRecord record;
    TenantKey tenant{};
};

/// Groups as a page shows them, within somebody's reach.
class GroupRepository
{
public:
    GroupRepository(Transaction &transaction, DirectoryReach reach)
        : m_transaction(transaction)
        , m_reach(std::move(reach))
    {
    }
    common::Result<common::ListPageOf<common::GroupRecord>> list(const common::ListQuery &query);
    std::optional<StoredGroup> get(const QUuid &id);
    /// One that was removed; of the reach only the tenant counts.
    std::optional<StoredGroup> getRemoved(const QUuid &id);
    /// Those of a tenant, with their names; within reach only when `all` is false.
    QHash<QUuid, QString> namesOf(TenantKey tenant, const QList<QUuid> &ids, bool all);
    void insert(const QUuid &id, TenantKey tenant, const common::GroupRecord &record);
    void update(const common::GroupRecord &record);
    bool isNameTaken(TenantKey tenant, const QString &name, const QUuid &except);
    void setRemoved(const QUuid &id, std::optional<qint64> nowMs);

private:
    std::optional<StoredGroup> find(const QString &condition, const SqlParams &params);
    Transaction &m_transaction;
    DirectoryReach m_reach;
};

} // namespace recorder
