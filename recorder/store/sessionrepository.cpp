// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/sessionrepository.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace recorder
{

namespace
{

const QString kGroups = QStringLiteral("to_json(ARRAY(SELECT m.group_id FROM managed_groups m JOIN groups mg "
                                       "ON mg.id = m.group_id WHERE m.user_id = u.id "
                                       "AND mg.deleted_ms IS NULL ORDER BY 1))::text");
// One who was removed or switched off, or whose tenant was, has no rights at all.
const QString kActive = QStringLiteral(
    "(u.active AND u.web_access AND u.deleted_ms IS NULL AND t.deleted_ms IS NULL AND NOT t.suspended)");
/// What a stream that runs depends on; UserRights::mark.
const QString kMark =
    QStringLiteral(
        "md5(concat_ws('|', u.tenant_id, r.code, r.scope, r.permissions::text, r.networks::text, %1))")
        .arg(kGroups);
const QString kRights =
    QStringLiteral(
        "u.id, u.login, u.name, t.uuid, t.id, t.name, r.code, r.scope, to_json(r.permissions)::text, "
        "%1, %2, coalesce(c.must_change, false), u.valid_till_ms, to_json(r.networks)::text, "
        "coalesce(nullif(u.time_zone, ''), nullif(h.time_zone, ''), nullif(t.time_zone, ''), (SELECT "
        "time_zone FROM "
        "tenants WHERE id = 0)), %3, u.authenticate_with ")
        .arg(kGroups, kActive, kMark);
const QString kFromUser =
    QStringLiteral("FROM users u JOIN tenants t ON t.id = u.tenant_id JOIN roles r ON r.id = u.role "
                   "LEFT JOIN credentials c ON c.user_id = u.id LEFT JOIN groups h ON h.id = u.home_group ");
const QString kSession = QStringLiteral("SELECT ") + kRights +
                         QStringLiteral(", s.id, s.created_ms, s.seen_ms, s.expires_ms ") + kFromUser +
                         QStringLiteral("JOIN sessions s ON s.user_id = u.id WHERE ");
const QString kInsert = QStringLiteral(
    "INSERT INTO sessions (id, tenant_id, user_id, secret_hash, ip_address, client, system, created_ms, "
    "seen_ms, expires_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)");
const QString kValid =
    QStringLiteral("SELECT s.id, %1 ").arg(kMark) + kFromUser +
    QStringLiteral("JOIN sessions s ON s.user_id = u.id WHERE s.id = ANY($1::uuid[]) AND %1 AND "
                   "(u.valid_till_ms = 0 OR u.valid_till_ms > $2) AND s.expires_ms > $2 AND s.seen_ms > $3")
        .arg(kActive);

QStringList stringsOf(const QString &json)
{
    QStringList strings;
    for (const QJsonValue &value : QJsonDocument::fromJson(json.toUtf8()).array()) {
        strings.append(value.toString());
    }
    return strings;
}

UserRights rightsFrom(const pqxx::row &row)
{
    UserRights rights;
    rights.user = common::UserId(uuidOf(row[0]));
    rights.login = textOf(row[1]);
    rights.name = textOf(row[2]);
    rights.tenant = {common::TenantId(uuidOf(row[3])), static_cast<TenantKey>(numberOf(row[4])),
                     textOf(row[5])};
    rights.role = textOf(row[6]);
    rights.scope = textOf(row[7]);
    rights.permissions = stringsOf(textOf(row[8]));
    for (const QString &group : stringsOf(textOf(row[9]))) {
        rights.groups.append(GroupId::fromString(group));
    }
    rights.active = boolOf(row[10]);
    rights.mustChange = boolOf(row[11]);
    rights.validTillMs = numberOf(row[12]);
    rights.networks = stringsOf(textOf(row[13]));
    rights.timeZone = textOf(row[14]);
    rights.mark = textOf(row[15]);
    rights.authenticatedBy = textOf(row[16]);
    return rights;
}

std::optional<SessionRights> sessionFrom(const pqxx::result &rows)
{
    if (rows.empty()) {
        return std::nullopt;
    }
    const pqxx::row row = rowAt(rows, 0);
    return SessionRights{uuidOf(row[17]), numberOf(row[18]), numberOf(row[19]), numberOf(row[20]),
                         rightsFrom(row)};
}

} // namespace

void SessionRepository::nameTenant(std::optional<TenantKey> tenant)
{
    const QString key = tenant ? QString::number(static_cast<qint32>(*tenant)) : QString();
    m_transaction.exec(QStringLiteral("SELECT set_config('app.tenant', $1, true)"), SqlParams().add(key));
}

std::optional<SessionRights> SessionRepository::find(const QUuid &session)
{
    return sessionFrom(m_transaction.exec(kSession + QStringLiteral("s.id = $1"), SqlParams().add(session)));
}

std::optional<SessionRights> SessionRepository::findByToken(const QByteArray &tokenHash)
{
    return sessionFrom(
        m_transaction.exec(kSession + QStringLiteral("s.secret_hash = $1"), SqlParams().addBytes(tokenHash)));
}

void SessionRepository::insert(const NewSession &session)
{
    m_transaction.exec(kInsert, SqlParams()
                                    .add(session.id)
                                    .add(static_cast<qint64>(session.tenant))
                                    .add(session.user.uuid())
                                    .addBytes(session.tokenHash)
                                    .add(session.ipAddress)
                                    .add(session.client)
                                    .add(session.system)
                                    .add(session.createdMs)
                                    .add(session.expiresMs));
    m_transaction.exec(QStringLiteral("UPDATE users SET last_login_ms = $2 WHERE id = $1"),
                       SqlParams().add(session.user.uuid()).add(session.createdMs));
}

void SessionRepository::touch(const QUuid &session, qint64 nowMs)
{
    m_transaction.exec(QStringLiteral("UPDATE sessions SET seen_ms = $2 WHERE id = $1 AND seen_ms < $2"),
                       SqlParams().add(session).add(nowMs));
}

bool SessionRepository::remove(const QUuid &session)
{
    return !m_transaction
                .exec(QStringLiteral("DELETE FROM sessions WHERE id = $1 RETURNING id"),
                      SqlParams().add(session))
                .empty();
}

QList<QUuid> SessionRepository::removeOf(const common::UserId &user, const QUuid &except)
{
    QList<QUuid> removed;
    const auto rows = m_transaction.exec(
        QStringLiteral(
            "DELETE FROM sessions WHERE user_id = $1 AND id IS DISTINCT FROM $2::uuid RETURNING id"),
        SqlParams().add(user.uuid()).add(except));
    for (const auto &row : rows) {
        removed.append(uuidOf(row[0]));
    }
    return removed;
}

void SessionRepository::removeExpired(qint64 nowMs, qint64 idleMs)
{
    m_transaction.exec(QStringLiteral("DELETE FROM sessions WHERE expires_ms <= $1 OR seen_ms <= $2"),
                       SqlParams().add(nowMs).add(nowMs - idleMs));
}

QHash<QUuid, QString> SessionRepository::valid(const QList<QUuid> &sessions, qint64 nowMs, qint64 idleMs)
{
    QHash<QUuid, QString> found;
    for (const auto &row :
         m_transaction.exec(kValid, SqlParams().addArray(sessions).add(nowMs).add(nowMs - idleMs))) {
        found.insert(uuidOf(row[0]), textOf(row[1]));
    }
    return found;
}

std::optional<UserRights> SessionRepository::rightsOf(const common::UserId &user)
{
    const auto rows = m_transaction.exec(QStringLiteral("SELECT ") + kRights + kFromUser +
                                             QStringLiteral("WHERE u.id = $1"),
                                         SqlParams().add(user.uuid()));
    return rows.empty() ? std::nullopt : std::optional(rightsFrom(rowAt(rows, 0)));
}

} // namespace recorder
