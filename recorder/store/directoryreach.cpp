// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/directoryreach.h"

#include "recorder/store/pqxxcompat.h"

namespace recorder
{

namespace
{

QString tenantIs(const char *alias, const DirectoryReach &reach, SqlParams &params)
{
    if (!reach.tenant) {
        return QStringLiteral("true");
    }
    params.add(static_cast<qint64>(*reach.tenant));
    return QStringLiteral("%1.tenant_id = %2").arg(QLatin1String(alias), params.last());
}

} // namespace

QString usersWithin(const DirectoryReach &reach, SqlParams &params)
{
    QString condition = QStringLiteral("u.deleted_ms IS NULL AND ") + tenantIs("u", reach, params);
    if (reach.groups) {
        params.addArray(*reach.groups);
        const QString groups = params.last();
        params.add(reach.self);
        condition +=
            QStringLiteral(" AND (u.id = %2::uuid OR u.home_group = ANY(%1::uuid[]) OR EXISTS (SELECT FROM "
                           "user_groups w WHERE w.user_id = u.id AND w.group_id = ANY(%1::uuid[])))")
                .arg(groups, params.last());
    }
    return condition;
}

QString groupsWithin(const DirectoryReach &reach, SqlParams &params)
{
    QString condition = QStringLiteral("g.deleted_ms IS NULL AND ") + tenantIs("g", reach, params);
    if (reach.groups) {
        params.addArray(*reach.groups);
        condition += QStringLiteral(" AND g.id = ANY(%1::uuid[])").arg(params.last());
    }
    return condition;
}

void lockDirectory(Transaction &transaction)
{
    transaction.exec(QStringLiteral("SELECT pg_advisory_xact_lock(71263002)"));
}

} // namespace recorder
