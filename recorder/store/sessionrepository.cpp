// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/sessionrepository.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/precedence.h"
#include "recorder/store/transaction.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

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
const QString kSecondStep =
    QStringLiteral("EXISTS (SELECT FROM second_steps s2 WHERE s2.user_id = u.id AND s2.seed IS NOT NULL)");
// The nearest that says something: user, group, tenant, system.
const QString kTimeZone =
    QStringLiteral("coalesce(nullif(u.time_zone, ''), nullif(h.time_zone, ''), nullif(t.time_zone, ''), "
                   "(SELECT time_zone FROM tenants WHERE id = 0))");
const QString kLanguage = nearestLanguage();
// A console that has opened a key has to hear that it was taken from its user.
const QString kRevoked =
    QStringLiteral("(SELECT max(g.revoked_ms) FROM key_grants g WHERE g.user_id = u.id)");
/// What a stream that runs and a console that is open depend on; UserRights::mark.
const QString kMark =
    QStringLiteral(
        "md5(concat_ws('|', u.tenant_id, r.code, r.scope, r.permissions::text, r.networks::text, %1, "
        "r.require_second_step AND NOT %2, %3, %4, %5, t.live_seats >= 0 AND NOT u.live_seat))")
        .arg(kGroups, kSecondStep, kTimeZone, kLanguage, kRevoked);
const QString kRights =
    QStringLiteral(
        "u.id, u.login, u.name, t.uuid, t.id, t.name, r.code, r.scope, to_json(r.permissions)::text, "
        "%1, %2, coalesce(c.must_change AND u.authenticate_with = 'password', false), u.valid_till_ms, "
        "to_json(r.networks)::text, "
        "%3, %4, u.authenticate_with, %5, %6, r.require_second_step, r.name ")
        .arg(kGroups, kActive, kTimeZone, kMark, kLanguage, kSecondStep);
const QString kFromUser =
    QStringLiteral("FROM users u JOIN tenants t ON t.id = u.tenant_id JOIN roles r ON r.id = u.role "
                   "LEFT JOIN credentials c ON c.user_id = u.id LEFT JOIN groups h ON h.id = u.home_group "
                   "AND h.deleted_ms IS NULL ");
const QString kSession =
    QStringLiteral("SELECT ") + kRights +
    QStringLiteral(", s.id, s.created_ms, s.seen_ms, s.expires_ms, s.impersonator_session, s.device_id ") +
    kFromUser + QStringLiteral("JOIN sessions s ON s.user_id = u.id WHERE ");
const QString kInsert = QStringLiteral(
    "INSERT INTO sessions (id, tenant_id, user_id, secret_hash, ip_address, client, system, created_ms, "
    "seen_ms, expires_ms, device_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10)");
const QString kInsertImpersonation = QStringLiteral(
    "INSERT INTO sessions (id, tenant_id, user_id, secret_hash, ip_address, client, system, created_ms, "
    "seen_ms, expires_ms, impersonator, impersonator_session) SELECT $1, $2, $3, $4, $5, client, system, $6, "
    "$6, $7, $8, id FROM sessions WHERE id = $9");
const QString kTouch = QStringLiteral(
    "UPDATE sessions SET seen_ms = $2 WHERE seen_ms <> $2 AND (id = $1 OR id = (SELECT impersonator_session "
    "FROM sessions WHERE id = $1))");
const QString kValid =
    QStringLiteral("SELECT s.id, %1, s.impersonator_session, 'users.impersonate' = ANY(r.permissions) ")
        .arg(kMark) +
    kFromUser +
    QStringLiteral(
        "JOIN sessions s ON s.user_id = u.id WHERE s.id = ANY($1::uuid[]) AND %1 AND "
        "(u.valid_till_ms = 0 OR u.valid_till_ms > $2) AND s.expires_ms > $2 AND s.seen_ms > $3 AND "
        "greatest(s.created_ms, s.seen_ms) <= $4")
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
    rights.language = textOf(row[17]);
    rights.secondStep = boolOf(row[18]);
    rights.requiresSecondStep = boolOf(row[19]);
    rights.roleName = textOf(row[20]);
    return rights;
}

std::optional<SessionRights> sessionFrom(const pqxx::result &rows)
{
    if (rows.empty()) {
        return std::nullopt;
    }
    const pqxx::row row = rowAt(rows, 0);
    return SessionRights{uuidOf(row[21]),   numberOf(row[22]),
                         numberOf(row[23]), numberOf(row[24]),
                         rightsFrom(row),   uuidOf(row[25]),
                         uuidOf(row[26]),   std::max(numberOf(row[22]), numberOf(row[23]))};
}

struct ValidSession {
    QString mark;
    QUuid impersonatorSession;
    bool mayImpersonate = false;
};

QHash<QUuid, ValidSession> validRows(Transaction &transaction, const QList<QUuid> &sessions, qint64 nowMs,
                                     qint64 idleMs)
{
    QHash<QUuid, ValidSession> found;
    for (const auto &row : transaction.exec(
             kValid, SqlParams().addArray(sessions).add(nowMs).add(nowMs - idleMs).add(nowMs + idleMs))) {
        found.insert(uuidOf(row[0]), {textOf(row[1]), uuidOf(row[2]), boolOf(row[3])});
    }
    return found;
}

} // namespace

std::optional<SessionRights> SessionRepository::find(const QUuid &session)
{
    return withImpersonator(
        sessionFrom(m_transaction.exec(kSession + QStringLiteral("s.id = $1"), SqlParams().add(session))));
}

std::optional<SessionRights> SessionRepository::findByToken(const QByteArray &tokenHash)
{
    return withImpersonator(sessionFrom(m_transaction.exec(kSession + QStringLiteral("s.secret_hash = $1"),
                                                           SqlParams().addBytes(tokenHash))));
}

std::optional<SessionRights> SessionRepository::withImpersonator(std::optional<SessionRights> found)
{
    if (!found || found->impersonatorSession.isNull()) {
        return found;
    }
    const auto own = sessionFrom(m_transaction.exec(kSession + QStringLiteral("s.id = $1"),
                                                    SqlParams().add(found->impersonatorSession)));
    if (!own || !own->impersonatorSession.isNull()) {
        return std::nullopt;
    }
    found->rights = sharedRights(std::move(found->rights), own->rights);
    found->expiresMs = std::min(found->expiresMs, own->expiresMs);
    found->seenMs = std::min(found->seenMs, own->seenMs);
    found->latestMs = std::max(found->latestMs, own->latestMs);
    return found;
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
                                    .add(session.expiresMs)
                                    .add(session.device));
    m_transaction.exec(QStringLiteral("UPDATE users SET last_login_ms = $2 WHERE id = $1"),
                       SqlParams().add(session.user.uuid()).add(session.createdMs));
}

void SessionRepository::touch(const QUuid &session, qint64 nowMs)
{
    m_transaction.exec(kTouch, SqlParams().add(session).add(nowMs));
}

void SessionRepository::insert(const NewImpersonation &session)
{
    m_transaction.exec(kInsertImpersonation, SqlParams()
                                                 .add(session.id)
                                                 .add(static_cast<qint64>(session.tenant))
                                                 .add(session.user.uuid())
                                                 .addBytes(session.tokenHash)
                                                 .add(session.ipAddress)
                                                 .add(session.createdMs)
                                                 .add(session.expiresMs)
                                                 .add(session.impersonator)
                                                 .add(session.impersonatorSession));
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
    m_transaction.exec(QStringLiteral("DELETE FROM sessions WHERE expires_ms <= $1 OR seen_ms <= $2 OR "
                                      "greatest(created_ms, seen_ms) > $3"),
                       SqlParams().add(nowMs).add(nowMs - idleMs).add(nowMs + idleMs));
}

QHash<QUuid, QString> SessionRepository::valid(const QList<QUuid> &sessions, qint64 nowMs, qint64 idleMs)
{
    const QHash<QUuid, ValidSession> rows = validRows(m_transaction, sessions, nowMs, idleMs);
    QList<QUuid> lenders;
    for (const ValidSession &row : rows) {
        if (!row.impersonatorSession.isNull()) {
            lenders.append(row.impersonatorSession);
        }
    }
    const QHash<QUuid, ValidSession> impersonators =
        lenders.isEmpty() ? QHash<QUuid, ValidSession>() : validRows(m_transaction, lenders, nowMs, idleMs);
    QHash<QUuid, QString> found;
    for (auto row = rows.begin(); row != rows.end(); ++row) {
        const auto other = impersonators.constFind(row->impersonatorSession);
        if (row->impersonatorSession.isNull()) {
            found.insert(row.key(), row->mark);
        } else if (other != impersonators.constEnd() && other->mayImpersonate) {
            found.insert(row.key(), row->mark + other->mark); // as sharedRights makes it
        }
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
