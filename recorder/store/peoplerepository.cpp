// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/peoplerepository.h"

#include "recorder/store/listsource.h"
#include "recorder/store/pqxxcompat.h"
#include "recorder/store/searchlists.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace recorder
{

namespace
{

// Groups come as [[id, name], ...], the home group first.
const QString kColumns = QStringLiteral(
    "u.id, t.uuid, t.name, u.name, u.active, r.id, r.name, r.code, r.scope, to_json(r.permissions)::text, "
    "(SELECT coalesce(json_agg(json_build_array(x.id, x.name) ORDER BY x.position), '[]') FROM (SELECT h.id, "
    "h.name, -1 "
    "AS position WHERE h.id IS NOT NULL UNION ALL SELECT o.id, o.name, w.position FROM user_groups w JOIN "
    "groups o ON "
    "o.id = w.group_id WHERE w.user_id = u.id AND o.deleted_ms IS NULL) x)::text, "
    "(SELECT coalesce(json_agg(json_build_array(o.id, o.name) ORDER BY lower(o.name)), '[]') FROM "
    "managed_groups m JOIN "
    "groups o ON o.id = m.group_id WHERE m.user_id = u.id AND o.deleted_ms IS NULL)::text, "
    "u.email, u.time_zone, u.language, u.created_ms, u.recording, u.record_inbound, u.record_outbound, "
    "CASE WHEN u.deleted_ms IS NULL THEN to_json(ARRAY(SELECT DISTINCT coalesce(nullif(e.span, ''), "
    "e.extension) FROM user_extensions e "
    "WHERE e.user_id = u.id ORDER BY 1)) ELSE to_json(u.kept_extensions) END::text, "
    "u.confidential, to_json(u.screen_logins)::text, u.login, u.web_access, u.valid_till_ms, "
    "coalesce(c.must_change AND u.authenticate_with = 'password', false), c.user_id IS NOT NULL, "
    "u.last_login_ms, u.version, u.tenant_id, "
    "u.authenticate_with, u.source_id, "
    "u.recording_seat, u.screen_seat, u.evaluation_seat, u.live_seat, "
    "EXISTS (SELECT FROM second_steps s2 WHERE s2.user_id = u.id AND s2.seed IS NOT NULL), "
    "coalesce((SELECT s.name FROM directories s WHERE s.id = u.source_id), (SELECT s.name FROM providers s "
    "WHERE s.id = u.source_id), '')");
const QString kFrom = QStringLiteral(
    "users u JOIN tenants t ON t.id = u.tenant_id AND t.deleted_ms IS NULL JOIN roles r ON r.id = u.role "
    "LEFT JOIN "
    "groups h ON h.id = u.home_group AND h.deleted_ms IS NULL LEFT JOIN credentials c ON c.user_id = u.id");
const QString kExtensions = QStringLiteral(
    "(SELECT coalesce(string_agg(e.extension, ' '), '') FROM user_extensions e WHERE e.user_id = u.id)");
/// A group in a line, so that nothing is found that begins in one name and ends in the next.
const QString kFurtherGroups = QStringLiteral(
    "(SELECT coalesce(string_agg(o.name, E'\\n'), '') FROM user_groups w JOIN groups o ON o.id = w.group_id "
    "WHERE w.user_id = u.id AND o.deleted_ms IS NULL)");
/// Of a role r: whoever has it administers his tenant.
const QString kLetsAdminister =
    QStringLiteral("r.scope IN ('tenant', 'unrestricted') AND 'users.edit' = ANY(r.permissions)");
/// Of a user u: he can sign in for as long as he likes.
const QString kStays = QStringLiteral(
    "u.active AND u.web_access AND u.deleted_ms IS NULL AND u.valid_till_ms = 0 AND (u.authenticate_with <> "
    "'password' OR EXISTS (SELECT FROM credentials c WHERE c.user_id = u.id))");

QStringList stringsOf(const QString &json)
{
    QStringList strings;
    for (const QJsonValue &value : QJsonDocument::fromJson(json.toUtf8()).array()) {
        strings.append(value.toString());
    }
    return strings;
}

void readGroups(const QString &json, QStringList &ids, QStringList &names)
{
    for (const QJsonValue &pair : QJsonDocument::fromJson(json.toUtf8()).array()) {
        ids.append(pair.toArray().at(0).toString());
        names.append(pair.toArray().at(1).toString());
    }
}

StoredUser userOf(const pqxx::row &row)
{
    StoredUser user;
    common::UserRecord &record = user.record;
    record.id = textOf(row[0]);
    record.tenantId = textOf(row[1]);
    record.tenant = textOf(row[2]);
    record.name = textOf(row[3]);
    record.active = boolOf(row[4]);
    record.roleId = textOf(row[5]);
    record.role = textOf(row[6]);
    user.roleCode = textOf(row[7]);
    user.roleScope = textOf(row[8]);
    user.rolePermissions = stringsOf(textOf(row[9]));
    readGroups(textOf(row[10]), record.groupIds, record.groups);
    readGroups(textOf(row[11]), record.managedGroupIds, record.managedGroups);
    record.email = textOf(row[12]);
    record.timeZone = textOf(row[13]);
    record.language = textOf(row[14]);
    record.created = common::wallFromUnixMs(numberOf(row[15]));
    record.recording = textOf(row[16]);
    record.recordInbound = boolOf(row[17]);
    record.recordOutbound = boolOf(row[18]);
    record.extensions = stringsOf(textOf(row[19]));
    record.confidential = boolOf(row[20]);
    record.screenLogins = stringsOf(textOf(row[21]));
    record.login = textOf(row[22]);
    record.webAccess = boolOf(row[23]);
    record.validTillMs = numberOf(row[24]);
    record.mustChangePassword = boolOf(row[25]);
    record.hasPassword = boolOf(row[26]);
    record.lastLoginMs = numberOf(row[27]);
    record.version = static_cast<int>(numberOf(row[28]));
    user.tenant = static_cast<TenantKey>(numberOf(row[29]));
    record.authenticateWith = textOf(row[30]);
    record.sourceId = textOf(row[31]);
    record.recordingSeat = boolOf(row[32]);
    record.screenSeat = boolOf(row[33]);
    record.evaluationSeat = boolOf(row[34]);
    record.liveSeat = boolOf(row[35]);
    record.secondStep = boolOf(row[36]);
    record.source = textOf(row[37]);
    return user;
}

common::Result<ListSource> sourceFor(const DirectoryReach &reach, const common::ListQuery &query)
{
    ListSource source{kColumns,
                      kFrom,
                      QStringLiteral("u.id"),
                      {{QStringLiteral("name"), QStringLiteral("lower(u.name)")},
                       {QStringLiteral("group"), QStringLiteral("coalesce(lower(h.name), '')")},
                       {QStringLiteral("role"), QStringLiteral("lower(r.name)")},
                       {QStringLiteral("recording"), QStringLiteral("u.recording")}},
                      QStringLiteral("name")};
    source.where.append(usersWithin(reach, source.params));
    if (common::Status applied =
            applyQuery(query, userFields(),
                       {QStringLiteral("u.name"), QStringLiteral("u.login"), kExtensions,
                        QStringLiteral("coalesce(h.name, '')"), QStringLiteral("r.name"), kFurtherGroups},
                       source);
        !applied) {
        return common::propagate(applied);
    }
    return source;
}

} // namespace

common::Result<common::ListPageOf<common::UserRecord>> PeopleRepository::list(const common::ListQuery &query)
{
    auto source = sourceFor(m_reach, query);
    if (!source) {
        return common::propagate(source);
    }
    return readPage<common::UserRecord>(m_transaction, *source, query,
                                        [](const pqxx::row &row) { return userOf(row).record; });
}

common::Result<QList<QUuid>> PeopleRepository::idsOf(const common::ListQuery &query, int most)
{
    auto source = sourceFor(m_reach, query);
    if (!source) {
        return common::propagate(source);
    }
    QList<QUuid> ids;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT u.id FROM %1 WHERE %2 ORDER BY u.id LIMIT %3")
                 .arg(source->from, source->where.join(QLatin1String(" AND ")), QString::number(most)),
             source->params)) {
        ids.append(uuidOf(row[0]));
    }
    return ids;
}

QList<StoredUser> PeopleRepository::find(const QString &condition, const SqlParams &params)
{
    QList<StoredUser> users;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT %1 FROM %2 WHERE %3").arg(kColumns, kFrom, condition), params)) {
        users.append(userOf(row));
    }
    return users;
}

QList<StoredUser> PeopleRepository::getAll(const QList<QUuid> &ids)
{
    SqlParams params;
    const QString within = usersWithin(m_reach, params);
    params.addArray(ids);
    return find(QStringLiteral("%1 AND u.id = ANY(%2::uuid[])").arg(within, params.last()), params);
}

std::optional<StoredUser> PeopleRepository::get(const QUuid &id)
{
    const QList<StoredUser> users = getAll({id});
    return users.isEmpty() ? std::nullopt : std::optional(users.first());
}

std::optional<StoredUser> PeopleRepository::named(TenantKey tenant, const QString &name)
{
    SqlParams params;
    const QString within = usersWithin(m_reach, params);
    params.add(static_cast<qint64>(tenant));
    const QString ofTenant = params.last();
    params.add(name);
    const QList<StoredUser> users =
        find(QStringLiteral("%1 AND u.tenant_id = %2 AND lower(u.name) = lower(%3)")
                 .arg(within, ofTenant, params.last()),
             params);
    return users.isEmpty() ? std::nullopt : std::optional(users.first());
}

std::optional<StoredUser> PeopleRepository::getRemoved(const QUuid &id)
{
    SqlParams params;
    params.add(id);
    QString condition = QStringLiteral("u.deleted_ms IS NOT NULL AND u.id = $1");
    if (m_reach.tenant) {
        params.add(static_cast<qint64>(*m_reach.tenant));
        condition += QStringLiteral(" AND u.tenant_id = $2");
    }
    const QList<StoredUser> users = find(condition, params);
    return users.isEmpty() ? std::nullopt : std::optional(users.first());
}

bool PeopleRepository::isNameTaken(TenantKey tenant, const QString &name, const QUuid &except)
{
    return !m_transaction
                .exec(QStringLiteral(
                          "SELECT id FROM users WHERE tenant_id = $1 AND lower(name) = lower($2) AND "
                          "deleted_ms IS NULL AND id IS DISTINCT FROM $3::uuid"),
                      SqlParams().add(static_cast<qint64>(tenant)).add(name).add(except))
                .empty();
}

bool PeopleRepository::isLoginTaken(TenantKey tenant, const QString &login, const QUuid &except)
{
    return !m_transaction
                .exec(QStringLiteral(
                          "SELECT id FROM users WHERE tenant_id = $1 AND lower(login) = lower($2) AND login "
                          "<> '' AND deleted_ms IS NULL AND id IS DISTINCT FROM $3::uuid"),
                      SqlParams().add(static_cast<qint64>(tenant)).add(login).add(except))
                .empty();
}

int PeopleRepository::rootCount()
{
    const auto rows = m_transaction.exec(QStringLiteral(
        "SELECT count(*) FROM users u JOIN roles r ON r.id = u.role JOIN credentials c ON c.user_id = "
        "u.id WHERE r.code = 'root' AND u.active AND u.web_access AND u.deleted_ms IS NULL AND "
        "u.valid_till_ms = 0 AND u.authenticate_with = 'password'"));
    return static_cast<int>(numberOf(rowAt(rows, 0)[0]));
}

bool PeopleRepository::hasAdministrator(TenantKey tenant)
{
    return !m_transaction
                .exec(QStringLiteral("SELECT u.id FROM users u JOIN roles r ON r.id = u.role WHERE "
                                     "u.tenant_id = $1 AND %1 AND %2 LIMIT 1")
                          .arg(kLetsAdminister, kStays),
                      SqlParams().add(static_cast<qint64>(tenant)))
                .empty();
}

std::optional<QString> PeopleRepository::tenantLeftAlone(const QUuid &role)
{
    const auto rows = m_transaction.exec(
        QStringLiteral(
            "SELECT t.name FROM tenants t WHERE t.id <> %1 AND t.deleted_ms IS NULL AND EXISTS (SELECT FROM "
            "users u WHERE u.tenant_id = t.id AND u.role = $1 AND %3) AND NOT EXISTS (SELECT FROM users u "
            "JOIN roles r ON r.id = u.role WHERE u.tenant_id = t.id AND %2 AND %3) ORDER BY lower(t.name) "
            "LIMIT 1")
            .arg(QString::number(static_cast<qint32>(kSystemTenant)), kLetsAdminister, kStays),
        SqlParams().add(role));
    return rows.empty() ? std::nullopt : std::optional(textOf(rowAt(rows, 0)[0]));
}

} // namespace recorder
