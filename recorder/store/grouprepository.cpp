// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/grouprepository.h"

#include "recorder/store/listsource.h"
#include "recorder/store/pqxxcompat.h"

namespace recorder
{

namespace
{

const QString kColumns = QStringLiteral(
    "g.id, t.uuid, t.name, g.name, g.time_zone, g.version, g.tenant_id, (SELECT count(*) FROM users u WHERE "
    "u.deleted_ms IS NULL AND u.tenant_id = g.tenant_id AND (u.home_group = g.id OR EXISTS (SELECT FROM "
    "user_groups w "
    "WHERE w.user_id = u.id AND w.group_id = g.id))), g.language, g.default_recording");
const QString kFrom =
    QStringLiteral("groups g JOIN tenants t ON t.id = g.tenant_id AND t.deleted_ms IS NULL");

StoredGroup groupOf(const pqxx::row &row)
{
    StoredGroup group;
    group.record.id = textOf(row[0]);
    group.record.tenantId = textOf(row[1]);
    group.record.tenant = textOf(row[2]);
    group.record.name = textOf(row[3]);
    group.record.timeZone = textOf(row[4]);
    group.record.version = static_cast<int>(numberOf(row[5]));
    group.tenant = static_cast<TenantKey>(numberOf(row[6]));
    group.record.users = static_cast<int>(numberOf(row[7]));
    group.record.language = textOf(row[8]);
    group.record.defaultRecording = textOf(row[9]);
    return group;
}

} // namespace

common::Result<common::ListPageOf<common::GroupRecord>> GroupRepository::list(const common::ListQuery &query)
{
    ListSource source{kColumns,
                      kFrom,
                      QStringLiteral("g.id"),
                      {{QStringLiteral("name"), QStringLiteral("lower(g.name)")},
                       {QStringLiteral("tenant"), QStringLiteral("lower(t.name)")}},
                      QStringLiteral("name")};
    source.where.append(groupsWithin(m_reach, source.params));
    static const ListFields kFields{{QStringLiteral("name"), textField(QStringLiteral("g.name"))},
                                    {QStringLiteral("tenant"), idField(QStringLiteral("t.uuid = ANY(%1)"))}};
    if (common::Status applied = applyQuery(query, kFields, {QStringLiteral("g.name")}, source); !applied) {
        return common::propagate(applied);
    }
    return readPage<common::GroupRecord>(m_transaction, source, query,
                                         [](const pqxx::row &row) { return groupOf(row).record; });
}

std::optional<StoredGroup> GroupRepository::find(const QString &condition, const SqlParams &params)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT %1 FROM %2 WHERE %3").arg(kColumns, kFrom, condition), params);
    return rows.empty() ? std::nullopt : std::optional(groupOf(rowAt(rows, 0)));
}

std::optional<StoredGroup> GroupRepository::get(const QUuid &id)
{
    SqlParams params;
    const QString within = groupsWithin(m_reach, params);
    params.add(id);
    return find(within + QStringLiteral(" AND g.id = ") + params.last(), params);
}

std::optional<StoredGroup> GroupRepository::getRemoved(const QUuid &id)
{
    SqlParams params;
    params.add(id);
    QString condition = QStringLiteral("g.deleted_ms IS NOT NULL AND g.id = $1");
    if (m_reach.tenant) {
        params.add(static_cast<qint64>(*m_reach.tenant));
        condition += QStringLiteral(" AND g.tenant_id = $2");
    }
    return find(condition, params);
}

QHash<QUuid, QString> GroupRepository::namesOf(TenantKey tenant, const QList<QUuid> &ids, bool all)
{
    SqlParams params;
    DirectoryReach reach = m_reach;
    reach.tenant = tenant;
    if (all) {
        reach.groups.reset();
    }
    const QString within = groupsWithin(reach, params);
    params.addArray(ids);
    QHash<QUuid, QString> names;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT g.id, g.name FROM groups g WHERE %1 AND g.id = ANY(%2::uuid[])")
                 .arg(within, params.last()),
             params)) {
        names.insert(uuidOf(row[0]), textOf(row[1]));
    }
    return names;
}

void GroupRepository::insert(const QUuid &id, TenantKey tenant, const common::GroupRecord &record)
{
    m_transaction.exec(
        QStringLiteral(
            "INSERT INTO groups (id, tenant_id, name, time_zone, language, default_recording) VALUES "
            "($1, $2, $3, $4, $5, $6)"),
        SqlParams()
            .add(id)
            .add(static_cast<qint64>(tenant))
            .add(record.name)
            .add(record.timeZone)
            .add(record.language)
            .add(record.defaultRecording));
}

void GroupRepository::update(const common::GroupRecord &record)
{
    m_transaction.exec(
        QStringLiteral("UPDATE groups SET name = $2, time_zone = $3, language = $4, default_recording = $5, "
                       "version = version + 1 WHERE id = $1"),
        SqlParams()
            .add(QUuid::fromString(record.id))
            .add(record.name)
            .add(record.timeZone)
            .add(record.language)
            .add(record.defaultRecording));
}

bool GroupRepository::isNameTaken(TenantKey tenant, const QString &name, const QUuid &except)
{
    return !m_transaction
                .exec(QStringLiteral(
                          "SELECT id FROM groups WHERE tenant_id = $1 AND lower(name) = lower($2) AND "
                          "deleted_ms IS NULL AND id IS DISTINCT FROM $3::uuid"),
                      SqlParams().add(static_cast<qint64>(tenant)).add(name).add(except))
                .empty();
}

void GroupRepository::setRemoved(const QUuid &id, std::optional<qint64> nowMs)
{
    SqlParams params;
    params.add(id);
    m_transaction.exec(
        QStringLiteral("UPDATE groups SET deleted_ms = $2, version = version + 1 WHERE id = $1"),
        nowMs ? params.add(*nowMs) : params.addNull());
}

} // namespace recorder
