// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/directoryusers.h"
#include "recorder/store/grouprepository.h"
#include "recorder/store/peoplerepository.h"

#include <QHash>

namespace recorder
{

/// Null ids for what is none, in the same order.
QList<QUuid> uuidsOfTexts(const QStringList &texts);

/// Whether nothing would change: order matters in groups, in managed ones it does not.
bool isSame(const common::UserRecord &wanted, const common::UserRecord &user);

/// What becomes of each user of a bulk edit, for the audit trail: before and after with names instead of
/// ids, as where one is edited. One statement per tenant, none per user. `change` must outlive it.
class UserTelling
{
public:
    UserTelling(Transaction &transaction, const TenantScope &scope, const UserBulkChange &change,
                QString role);
    /// `wanted` is the user with the values of the change. His tenant and name are told as well.
    AuditDetail of(const StoredUser &user, common::UserRecord wanted);

private:
    QStringList namesOf(TenantKey tenant, const QStringList &ids);
    GroupRepository m_groups;
    const UserBulkChange &m_change;
    const QString m_role;
    QHash<TenantKey, QHash<QUuid, QString>> m_known; ///< the groups that are given
};

} // namespace recorder
