// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/rolerepository.h"

#include "recorder/store/listsource.h"
#include "recorder/store/pqxxcompat.h"
#include "recorder/store/searchlists.h"
#include "recorder/store/transaction.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace recorder
{

namespace
{

// %1: whose users are counted.
const QString kColumns =
    QStringLiteral("r.id, r.code, r.name, r.scope, to_json(r.permissions)::text, to_json(r.networks)::text, "
                   "r.predefined, r.version, "
                   "(SELECT count(*) FROM users u WHERE u.role = r.id AND u.deleted_ms IS NULL AND %1), "
                   "r.require_second_step");

QStringList stringsOf(const QString &json)
{
    QStringList strings;
    for (const QJsonValue &value : QJsonDocument::fromJson(json.toUtf8()).array()) {
        strings.append(value.toString());
    }
    return strings;
}

common::RoleRecord roleOf(const pqxx::row &row)
{
    common::RoleRecord role;
    role.id = textOf(row[0]);
    role.code = textOf(row[1]);
    role.name = textOf(row[2]);
    role.scope = textOf(row[3]);
    role.permissions = stringsOf(textOf(row[4]));
    role.permissions.sort();
    role.networks = stringsOf(textOf(row[5]));
    role.predefined = boolOf(row[6]);
    role.version = static_cast<int>(numberOf(row[7]));
    role.users = static_cast<int>(numberOf(row[8]));
    role.requireSecondStep = boolOf(row[9]);
    return role;
}

QString countedOf(std::optional<TenantKey> tenant)
{
    return tenant ? QStringLiteral("u.tenant_id = %1").arg(static_cast<qint32>(*tenant))
                  : QStringLiteral("true");
}

QString columnsFor(std::optional<TenantKey> tenant)
{
    return kColumns.arg(countedOf(tenant));
}

SqlParams paramsOf(const common::RoleRecord &role)
{
    SqlParams params;
    params.add(QUuid::fromString(role.id))
        .add(role.name)
        .add(role.scope)
        .addArray(role.permissions)
        .addArray(role.networks)
        .add(role.requireSecondStep ? QStringLiteral("t") : QStringLiteral("f"));
    return params;
}

} // namespace

QString RoleRepository::within() const
{
    return m_tenant
               ? QStringLiteral("r.scope <> 'unrestricted' AND (r.tenant_id IS NULL OR r.tenant_id = %1)")
                     .arg(static_cast<qint32>(*m_tenant))
               : QStringLiteral("true");
}

common::Result<common::ListPageOf<common::RoleRecord>> RoleRepository::list(const common::ListQuery &query)
{
    ListSource source{columnsFor(m_tenant),
                      QStringLiteral("roles r"),
                      QStringLiteral("r.id"),
                      {{QStringLiteral("name"), QStringLiteral("lower(r.name)")},
                       {QStringLiteral("scope"), QStringLiteral("r.scope")}},
                      QStringLiteral("name")};
    source.where = {QStringLiteral("r.deleted_ms IS NULL"), within()};
    if (common::Status applied =
            applyQuery(query, roleFields(countedOf(m_tenant)), {QStringLiteral("r.name")}, source);
        !applied) {
        return common::propagate(applied);
    }
    return readPage<common::RoleRecord>(m_transaction, source, query, roleOf);
}

std::optional<common::RoleRecord> RoleRepository::get(const QUuid &id, bool removed)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT %1 FROM roles r WHERE r.id = $1 AND r.deleted_ms IS %2NULL AND %3")
            .arg(columnsFor(m_tenant), removed ? QStringLiteral("NOT ") : QString(), within()),
        SqlParams().add(id));
    return rows.empty() ? std::nullopt : std::optional(roleOf(rowAt(rows, 0)));
}

void RoleRepository::insert(const common::RoleRecord &role)
{
    m_transaction.exec(
        QStringLiteral(
            "INSERT INTO roles (id, name, scope, permissions, networks, require_second_step, code) "
            "VALUES ($1, $2, $3, $4::text[], $5::text[], $6::boolean, $7)"),
        paramsOf(role).add(role.code));
}

void RoleRepository::update(const common::RoleRecord &role)
{
    m_transaction.exec(
        QStringLiteral("UPDATE roles SET name = $2, scope = $3, permissions = $4::text[], networks = "
                       "$5::text[], require_second_step = $6::boolean, version = version + 1 WHERE id = $1"),
        paramsOf(role));
}

bool RoleRepository::isNameTaken(const QString &name, const QUuid &except)
{
    return !m_transaction
                .exec(QStringLiteral(
                          "SELECT id FROM roles WHERE lower(name) = lower($1) AND deleted_ms IS NULL AND id "
                          "IS DISTINCT FROM $2::uuid"),
                      SqlParams().add(name).add(except))
                .empty();
}

int RoleRepository::userCount(const QUuid &id, bool ofSystem)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT count(*) FROM users u WHERE u.role = $1 AND u.deleted_ms IS NULL AND "
                       "u.tenant_id %1 %2")
            .arg(ofSystem ? QStringLiteral("=") : QStringLiteral("<>"))
            .arg(static_cast<qint32>(kSystemTenant)),
        SqlParams().add(id));
    return static_cast<int>(numberOf(rowAt(rows, 0)[0]));
}

void RoleRepository::setRemoved(const QUuid &id, std::optional<qint64> nowMs)
{
    SqlParams params;
    params.add(id);
    m_transaction.exec(
        QStringLiteral("UPDATE roles SET deleted_ms = $2, version = version + 1 WHERE id = $1"),
        nowMs ? params.add(*nowMs) : params.addNull());
}

} // namespace recorder
