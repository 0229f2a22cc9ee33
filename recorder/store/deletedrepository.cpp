// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/deletedrepository.h"

#include "recorder/store/listsource.h"
#include "recorder/store/pqxxcompat.h"

namespace recorder
{

namespace
{

const QString kKeepNames = QStringLiteral(
    "INSERT INTO former_names (id, tenant_id, kind, name) SELECT x.id, x.tenant_id, '%1', x.name FROM %1 x "
    "WHERE %2 AND x.deleted_ms IS NOT NULL AND EXISTS (SELECT FROM calls c WHERE c.tenant_id = x.tenant_id "
    "AND c.associated @> ARRAY[x.id]) ON CONFLICT DO NOTHING");
const QString kOwn = QStringLiteral("x.id = ANY($1::uuid[])");
/// Everything below a tenant that goes: he has no people in use.
const QString kOfTenants =
    QStringLiteral("tenant_id IN (SELECT t.id FROM tenants t WHERE t.uuid = ANY($1::uuid[]) AND t.deleted_ms "
                   "IS NOT NULL)");

/// He can open a tenant's key, now or when he is restored, and nobody else in use can: gone with him, the
/// key would be lost without anybody having meant it.
const QString kHoldsAlone = QStringLiteral(
    "EXISTS (SELECT FROM key_grants g JOIN tenant_keys k ON k.id = g.key_id AND k.has_private JOIN user_keys "
    "o ON o.user_id = g.user_id AND o.identity = g.grantee_key WHERE g.user_id = x.id AND g.revoked_ms IS "
    "NULL AND NOT EXISTS (SELECT FROM key_grants h JOIN user_keys c ON c.user_id = h.user_id AND c.identity "
    "= h.grantee_key AND c.retired_ms IS NULL JOIN users p ON p.id = h.user_id AND p.deleted_ms IS NULL "
    "WHERE h.key_id = g.key_id AND h.revoked_ms IS NULL AND (h.expires_ms = 0 OR h.expires_ms > "
    "floor(extract(epoch FROM clock_timestamp()) * 1000))))");

QString rowsOf(const char *table, const char *id, const char *tenant)
{
    return QStringLiteral("SELECT %2 AS id, name, %3 AS tenant_id, deleted_ms, deleted_by FROM %1 WHERE "
                          "deleted_ms IS NOT NULL")
        .arg(QLatin1String(table), QLatin1String(id), QLatin1String(tenant));
}

QString deleteOf(const char *table)
{
    return QStringLiteral("DELETE FROM %1 x WHERE x.id = ANY($1::uuid[]) AND x.deleted_ms IS NOT NULL")
        .arg(QLatin1String(table));
}

QString unionOfKinds()
{
    QStringList parts;
    for (const DeletedKind &kind : deletedKinds()) {
        parts.append(QStringLiteral("SELECT '%1'::text AS kind, k.* FROM (%2) k").arg(kind.kind, kind.rows));
    }
    return QStringLiteral("(%1) x LEFT JOIN tenants t ON t.id = x.tenant_id")
        .arg(parts.join(QLatin1String(" UNION ALL ")));
}

QStringList within(const DeletedRepository::Reach &reach, SqlParams &params)
{
    QStringList conditions{QStringLiteral("true")};
    if (reach.tenant) {
        params.add(static_cast<qint64>(*reach.tenant));
        conditions.append(QStringLiteral("x.tenant_id = %1").arg(params.last()));
    }
    if (!reach.by.isEmpty()) {
        params.add(reach.by);
        conditions.append(QStringLiteral("x.deleted_by = %1").arg(params.last()));
    }
    return conditions;
}

} // namespace

const QList<DeletedKind> &deletedKinds()
{
    // In the order in which they go: what refers to others first.
    static const QList<DeletedKind> kKinds{
        {QStringLiteral("users"),
         rowsOf("users", "id", "tenant_id"),
         kHoldsAlone,
         {kKeepNames.arg(QStringLiteral("users"), kOwn), deleteOf("users")}},
        {QStringLiteral("groups"),
         rowsOf("groups", "id", "tenant_id"),
         QStringLiteral("EXISTS (SELECT FROM users u WHERE u.home_group = x.id AND u.deleted_ms IS NULL)"),
         {kKeepNames.arg(QStringLiteral("groups"), kOwn),
          QStringLiteral("UPDATE users SET home_group = NULL WHERE home_group = ANY($1::uuid[]) AND "
                         "deleted_ms IS NOT NULL"),
          deleteOf("groups")}},
        {QStringLiteral("directories"),
         rowsOf("directories", "id", "tenant_id"),
         QStringLiteral("EXISTS (SELECT FROM users u WHERE u.source_id = x.id)"),
         {deleteOf("directories")}},
        {QStringLiteral("providers"),
         rowsOf("providers", "id", "tenant_id"),
         QStringLiteral("EXISTS (SELECT FROM users u WHERE u.source_id = x.id)"),
         {deleteOf("providers")}},
        {QStringLiteral("storage-targets"),
         rowsOf("storage_targets", "uuid", "tenant_id"),
         QStringLiteral(
             "EXISTS (SELECT FROM media_files m JOIN storage_targets s ON s.id = m.storage_target WHERE "
             "s.uuid = x.id) OR EXISTS (SELECT FROM uploads q JOIN storage_targets s ON s.id = q.target "
             "WHERE s.uuid = x.id) OR EXISTS (SELECT FROM file_removals q JOIN storage_targets s ON s.id = "
             "q.target WHERE s.uuid = x.id) OR EXISTS (SELECT FROM storage_leftovers l JOIN storage_targets "
             "s ON "
             "s.id = l.target WHERE s.uuid = x.id)"),
         {QStringLiteral(
             "DELETE FROM storage_targets x WHERE x.uuid = ANY($1::uuid[]) AND x.deleted_ms IS NOT NULL")}},
        // Of a deleted user whose role goes there would be nothing to restore: it waits for him.
        {QStringLiteral("roles"),
         rowsOf("roles", "id", "NULL::integer"),
         QStringLiteral("EXISTS (SELECT FROM users u WHERE u.role = x.id)"),
         {deleteOf("roles")}},
        {QStringLiteral("tenants"),
         rowsOf("tenants", "uuid", "NULL::integer") + QStringLiteral(" AND purged_ms IS NULL"),
         QStringLiteral(
             // With its people go those who can open what is held.
             "EXISTS (SELECT FROM users u JOIN tenants o ON o.id = u.tenant_id WHERE o.uuid = x.id "
             "AND u.deleted_ms IS NULL) OR EXISTS (SELECT FROM call_holds h JOIN tenants o ON o.id = "
             "h.tenant_id WHERE o.uuid = x.id)"),
         {kKeepNames.arg(QStringLiteral("users"), QStringLiteral("x.") + kOfTenants),
          QStringLiteral("DELETE FROM users WHERE ") + kOfTenants,
          QStringLiteral("UPDATE groups SET deleted_ms = 0 WHERE deleted_ms IS NULL AND ") + kOfTenants,
          kKeepNames.arg(QStringLiteral("groups"), QStringLiteral("x.") + kOfTenants),
          QStringLiteral("DELETE FROM groups WHERE ") + kOfTenants,
          QStringLiteral("DELETE FROM directories WHERE ") + kOfTenants,
          QStringLiteral("DELETE FROM providers WHERE ") + kOfTenants,
          QStringLiteral("DELETE FROM settings WHERE ") + kOfTenants,
          QStringLiteral("DELETE FROM job_schedules WHERE ") + kOfTenants,
          QStringLiteral("UPDATE tenants SET purged_ms = floor(extract(epoch FROM clock_timestamp()) * "
                         "1000)::bigint WHERE uuid = ANY($1::uuid[]) AND deleted_ms IS NOT NULL")}}};
    return kKinds;
}

common::Result<common::ListPageOf<common::DeletedRecord>>
DeletedRepository::list(const Reach &reach, const common::ListQuery &query)
{
    ListSource source{
        QStringLiteral("x.id, x.kind, x.name, coalesce(t.name, ''), x.deleted_ms, x.deleted_by"),
        unionOfKinds(),
        QStringLiteral("x.id"),
        {{QStringLiteral("deleted"), QStringLiteral("x.deleted_ms")}},
        QStringLiteral("deleted"),
        true};
    source.where.append(within(reach, source.params));
    static const ListFields kFields{{QStringLiteral("kind"), wordField(QStringLiteral("x.kind"))}};
    if (common::Status applied = applyQuery(query, kFields, {QStringLiteral("x.name")}, source); !applied) {
        return common::propagate(applied);
    }
    common::ListPageOf<common::DeletedRecord> page;
    auto end = readList(m_transaction, source, query, [&page](const pqxx::row &row) {
        page.items.append({textOf(row[0]), textOf(row[1]), textOf(row[2]), textOf(row[3]), numberOf(row[4]),
                           0, textOf(row[5])});
    });
    if (!end) {
        return common::propagate(end);
    }
    page.nextToken = end->nextToken;
    page.total = end->total;
    return page;
}

QList<DeletedRepository::Found> DeletedRepository::find(const Reach &reach, const DeletedKind &kind,
                                                        const QList<QUuid> &ids)
{
    SqlParams params;
    QStringList where = within(reach, params);
    params.addArray(ids);
    where.append(QStringLiteral("x.id = ANY(%1::uuid[])").arg(params.last()));
    QList<Found> found;
    for (const auto &row :
         m_transaction.exec(QStringLiteral("SELECT x.id, x.name, x.tenant_id, (%1) FROM (%2) x WHERE %3")
                                .arg(kind.held, kind.rows, where.join(QLatin1String(" AND "))),
                            params)) {
        found.append(
            {uuidOf(row[0]), textOf(row[1]),
             row[2].is_null() ? std::nullopt : std::optional(static_cast<TenantKey>(numberOf(row[2]))),
             boolOf(row[3])});
    }
    return found;
}

QList<QUuid> DeletedRepository::idsBefore(const DeletedKind &kind, qint64 beforeMs, int most)
{
    QList<QUuid> ids;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT x.id FROM (%1) x WHERE x.deleted_ms < $1 AND NOT (%2) ORDER BY "
                            "x.deleted_ms, x.id LIMIT %3")
                 .arg(kind.rows, kind.held, QString::number(most)),
             SqlParams().add(beforeMs))) {
        ids.append(uuidOf(row[0]));
    }
    return ids;
}

void DeletedRepository::purge(const DeletedKind &kind, const QList<QUuid> &ids)
{
    for (const QString &statement : kind.purge) {
        m_transaction.exec(statement, SqlParams().addArray(ids));
    }
}

void DeletedRepository::setDeletedBy(const char *table, const QList<QUuid> &ids, const QString &login)
{
    m_transaction.exec(QStringLiteral("UPDATE %1 SET deleted_by = $2 WHERE %2 = ANY($1::uuid[])")
                           .arg(QLatin1String(table), QLatin1String(table) == QLatin1String("tenants")
                                                          ? QStringLiteral("uuid")
                                                          : QStringLiteral("id")),
                       SqlParams().addArray(ids).add(login));
}

} // namespace recorder
