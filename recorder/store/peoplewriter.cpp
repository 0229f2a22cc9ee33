// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/accessrecords.h"
#include "recorder/store/peoplerepository.h"
#include "recorder/store/pqxxcompat.h"

namespace recorder
{

namespace
{

QString flag(bool value)
{
    return value ? QStringLiteral("t") : QStringLiteral("f");
}

const QString kUpdate =
    QStringLiteral("UPDATE users SET name = $2, active = $3::boolean, role = $4, email = "
                   "$5, time_zone = $6, language = $7, recording = "
                   "$8, record_inbound = $9::boolean, record_outbound = $10::boolean, "
                   "confidential = $11::boolean, screen_logins = "
                   "$12::text[], login = $13, login_key = $14, web_access = "
                   "$15::boolean, valid_till_ms = $16, authenticate_with = $17, "
                   "external_key = CASE WHEN source_id IS NOT DISTINCT FROM $18::uuid "
                   "THEN external_key ELSE '' END, source_id = $18::uuid, recording_seat = $19::boolean, "
                   "screen_seat = $20::boolean, evaluation_seat = $21::boolean, "
                   "live_seat = $22::boolean, version = version + 1 "
                   "WHERE id = $1");

} // namespace

void PeopleRepository::insert(const QUuid &id, TenantKey tenant, qint64 nowMs)
{
    m_transaction.exec(QStringLiteral("INSERT INTO users (id, tenant_id, login, name, created_ms, version) "
                                      "VALUES ($1, $2, '', '', $3, 0)"),
                       SqlParams().add(id).add(static_cast<qint64>(tenant)).add(nowMs));
}

void PeopleRepository::update(const common::UserRecord &user)
{
    m_transaction.exec(kUpdate, SqlParams()
                                    .add(QUuid::fromString(user.id))
                                    .add(user.name)
                                    .add(flag(user.active))
                                    .add(QUuid::fromString(user.roleId))
                                    .add(user.email)
                                    .add(user.timeZone)
                                    .add(user.language)
                                    .add(user.recording)
                                    .add(flag(user.recordInbound))
                                    .add(flag(user.recordOutbound))
                                    .add(flag(user.confidential))
                                    .addArray(user.screenLogins)
                                    .add(user.login)
                                    .add(loginKeyOf(user.login))
                                    .add(flag(user.webAccess))
                                    .add(user.validTillMs)
                                    .add(user.authenticateWith)
                                    .add(QUuid::fromString(user.sourceId))
                                    .add(flag(user.recordingSeat))
                                    .add(flag(user.screenSeat))
                                    .add(flag(user.evaluationSeat))
                                    .add(flag(user.liveSeat)));
}

void PeopleRepository::setGroups(TenantKey tenant, const QList<QUuid> &users, const QList<QUuid> &groups)
{
    m_transaction.exec(QStringLiteral("UPDATE users SET home_group = $2 WHERE id = ANY($1::uuid[])"),
                       SqlParams().addArray(users).add(groups.value(0)));
    m_transaction.exec(QStringLiteral("DELETE FROM user_groups WHERE user_id = ANY($1::uuid[])"),
                       SqlParams().addArray(users));
    m_transaction.exec(
        QStringLiteral(
            "INSERT INTO user_groups (tenant_id, user_id, group_id, position) SELECT $1::integer, u, g.id, "
            "g.n FROM unnest($2::uuid[]) u, unnest($3::uuid[]) WITH ORDINALITY g (id, n)"),
        SqlParams().add(static_cast<qint64>(tenant)).addArray(users).addArray(groups.mid(1)));
}

void PeopleRepository::setManagedGroups(TenantKey tenant, const QList<QUuid> &users,
                                        const QList<QUuid> &groups)
{
    m_transaction.exec(QStringLiteral("DELETE FROM managed_groups WHERE user_id = ANY($1::uuid[])"),
                       SqlParams().addArray(users));
    m_transaction.exec(
        QStringLiteral("INSERT INTO managed_groups (tenant_id, user_id, group_id) SELECT $1::integer, u, g "
                       "FROM unnest($2::uuid[]) u, unnest($3::uuid[]) g"),
        SqlParams().add(static_cast<qint64>(tenant)).addArray(users).addArray(groups));
}

void PeopleRepository::updateAll(const QList<QUuid> &users, const QStringList &fields,
                                 const common::UserRecord &values)
{
    SqlParams params;
    params.addArray(users);
    QStringList sets{QStringLiteral("version = version + 1")};
    const auto set = [&](const char *field, const QString &column, const QString &value, const char *type) {
        if (fields.contains(QLatin1String(field))) {
            params.add(value);
            sets.append(QStringLiteral("%1 = %2::%3").arg(column, params.last(), QLatin1String(type)));
        }
    };
    const auto same = [&](const char *field, const QString &value, const char *type) {
        set(field, QLatin1String(field), value, type);
    };
    same("active", flag(values.active), "boolean");
    set("role_id", QStringLiteral("role"), values.roleId, "uuid");
    same("time_zone", values.timeZone, "text");
    same("language", values.language, "text");
    same("recording", values.recording, "text");
    same("record_inbound", flag(values.recordInbound), "boolean");
    same("record_outbound", flag(values.recordOutbound), "boolean");
    same("confidential", flag(values.confidential), "boolean");
    same("recording_seat", flag(values.recordingSeat), "boolean");
    same("screen_seat", flag(values.screenSeat), "boolean");
    same("evaluation_seat", flag(values.evaluationSeat), "boolean");
    same("live_seat", flag(values.liveSeat), "boolean");
    same("valid_till_ms", QString::number(values.validTillMs), "bigint");
    m_transaction.exec(
        QStringLiteral("UPDATE users SET %1 WHERE id = ANY($1::uuid[])").arg(sets.join(QLatin1String(", "))),
        params);
}

void PeopleRepository::remove(const QList<QUuid> &users, qint64 nowMs)
{
    m_transaction.exec(
        QStringLiteral(
            "UPDATE users u SET deleted_ms = $2, version = version + 1, kept_extensions = ARRAY(SELECT "
            "DISTINCT coalesce(nullif(e.span, ''), e.extension) FROM user_extensions e WHERE e.user_id = "
            "u.id "
            "ORDER BY 1) WHERE id = "
            "ANY($1::uuid[])"),
        SqlParams().addArray(users).add(nowMs));
    m_transaction.exec(QStringLiteral("DELETE FROM user_extensions WHERE user_id = ANY($1::uuid[])"),
                       SqlParams().addArray(users));
}

void PeopleRepository::restore(const QUuid &user)
{
    // His group may have been removed meanwhile: it had no members any more.
    m_transaction.exec(
        QStringLiteral(
            "UPDATE users u SET deleted_ms = NULL, kept_extensions = '{}', version = version + 1, home_group "
            "= (SELECT g.id FROM groups g WHERE g.id = u.home_group AND g.deleted_ms IS NULL) WHERE id = $1"),
        SqlParams().add(user));
}

} // namespace recorder
