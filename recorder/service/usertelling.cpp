// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/usertelling.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/userrules.h"

namespace recorder
{

using common::UserRecord;

namespace
{

QStringList sorted(QStringList ids)
{
    ids.sort();
    return ids;
}

} // namespace

QList<QUuid> uuidsOfTexts(const QStringList &texts)
{
    QList<QUuid> ids;
    for (const QString &text : texts) {
        ids.append(uuidOfText(text));
    }
    return ids;
}

bool isSame(const UserRecord &wanted, const UserRecord &user)
{
    UserRecord ordered = wanted;
    if (sorted(wanted.managedGroupIds) == sorted(user.managedGroupIds)) {
        ordered.managedGroupIds = user.managedGroupIds;
    }
    return ordered == user;
}

UserTelling::UserTelling(Transaction &transaction, const TenantScope &scope, const UserBulkChange &change,
                         QString role)
    : m_groups(transaction, directoryReachOf(scope))
    , m_change(change)
    , m_role(std::move(role))
{
}

AuditDetail UserTelling::of(const StoredUser &user, UserRecord wanted)
{
    if (wanted.roleId != user.record.roleId) {
        wanted.role = m_role;
    }
    if (wanted.groupIds != user.record.groupIds) {
        wanted.groups = namesOf(user.tenant, wanted.groupIds);
    }
    if (sorted(wanted.managedGroupIds) != sorted(user.record.managedGroupIds)) {
        wanted.managedGroups = namesOf(user.tenant, wanted.managedGroupIds);
        wanted.managedGroups.sort(Qt::CaseInsensitive);
    }
    AuditDetail told;
    told.setSubject(uuidOfText(user.record.id), user.record.name);
    told.setTenant(user.tenant);
    told.changed(toldOf(user.record), toldOf(wanted));
    return told;
}

QStringList UserTelling::namesOf(TenantKey tenant, const QStringList &ids)
{
    auto known = m_known.constFind(tenant);
    if (known == m_known.constEnd()) {
        const QList<QUuid> given = uuidsOfTexts(m_change.values.groupIds + m_change.values.managedGroupIds);
        known = m_known.insert(tenant, m_groups.namesOf(tenant, given, true));
    }
    QStringList names;
    for (const QString &id : ids) {
        names.append(known->value(uuidOfText(id)));
    }
    return names;
}

} // namespace recorder
