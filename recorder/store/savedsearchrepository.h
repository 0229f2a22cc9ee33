// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"
#include "recorder/store/transaction.h"

#include "common/core/result.h"
#include "common/model/savedsearch.h"

#include <QUuid>

#include <optional>

namespace pqxx
{
class row;
}

namespace recorder
{

/// The searches that one user keeps; nobody else's.
class SavedSearchRepository
{
public:
    SavedSearchRepository(Transaction &transaction, TenantKey tenant, const QUuid &user)
        : m_transaction(transaction)
        , m_tenant(tenant)
        , m_user(user)
    {
    }
    /// Fields: list, name; orders: name; search: name.
    common::Result<common::ListPageOf<common::SavedSearch>> list(const common::ListQuery &query);
    std::optional<common::SavedSearch> get(const QUuid &id, bool removed = false);
    int count();
    bool isNameTaken(const QString &list, const QString &name, const QUuid &except);
    void insert(const QUuid &id, const common::SavedSearch &search);
    /// Everything but the list; counts the version up.
    void update(const common::SavedSearch &search);
    void setRemoved(const QUuid &id, std::optional<qint64> nowMs);
    /// For good what was removed before the moment.
    void purge(qint64 beforeMs);

private:
    Transaction &m_transaction;
    TenantKey m_tenant;
    QUuid m_user;
};

} // namespace recorder
