// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/linkrepository.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/precedence.h"
#include "recorder/store/transaction.h"

namespace recorder
{

namespace
{

const QString kOwner =
    QStringLiteral("SELECT u.id, u.tenant_id, u.login, u.login_key, u.name, u.email, ") + nearestLanguage() +
    QStringLiteral(", EXISTS (SELECT FROM second_steps s WHERE s.user_id = u.id AND s.seed IS "
                   "NOT NULL) OR EXISTS (SELECT FROM roles r WHERE r.id = u.role AND "
                   "r.require_second_step)") +
    QStringLiteral(" FROM users u JOIN tenants t ON t.id = u.tenant_id ");
/// $1 = the moment.
const QString kMayEnter = QStringLiteral(
    "u.active AND u.web_access AND u.deleted_ms IS NULL AND t.deleted_ms IS NULL AND NOT t.suspended AND "
    "(u.valid_till_ms = 0 OR u.valid_till_ms > $1) AND u.authenticate_with = 'password' ");

} // namespace

void LinkRepository::request(const QString &loginKey, qint64 nowMs)
{
    m_transaction.exec(QStringLiteral("INSERT INTO reset_requests (login_key, at_ms) VALUES ($1, $2)"),
                       SqlParams().add(loginKey).add(nowMs));
}

std::optional<QString> LinkRepository::takeRequest()
{
    const auto rows = m_transaction.exec(QStringLiteral(
        "DELETE FROM reset_requests WHERE id = (SELECT id FROM reset_requests ORDER BY id LIMIT 1 "
        "FOR UPDATE SKIP LOCKED) RETURNING login_key"));
    return rows.empty() ? std::nullopt : std::optional(textOf(rowAt(rows, 0)[0]));
}

std::optional<LinkOwner> LinkRepository::read(const QString &sql, const QString &tail,
                                              const SqlParams &params)
{
    const auto rows = m_transaction.exec(kOwner + sql + kMayEnter + tail, params);
    if (rows.empty()) {
        return std::nullopt;
    }
    const pqxx::row row = rowAt(rows, 0);
    return LinkOwner{common::UserId(uuidOf(row[0])),
                     static_cast<TenantKey>(numberOf(row[1])),
                     textOf(row[2]),
                     textOf(row[3]),
                     textOf(row[4]),
                     textOf(row[5]),
                     textOf(row[6]),
                     boolOf(row[7])};
}

std::optional<LinkOwner> LinkRepository::ownerOf(const QString &loginKey, qint64 nowMs)
{
    return read(QStringLiteral("WHERE u.login_key = $2 AND "), {}, SqlParams().add(nowMs).add(loginKey));
}

std::optional<LinkOwner> LinkRepository::owner(const common::UserId &user, qint64 nowMs)
{
    return read(QStringLiteral("WHERE u.id = $2 AND "), {}, SqlParams().add(nowMs).add(user.uuid()));
}

LinkRepository::Sent LinkRepository::sentSince(const common::UserId &user, qint64 ms, qint64 nowMs)
{
    const auto rows = m_transaction.exec(
        QStringLiteral(
            "SELECT count(*), coalesce(min(created_ms), 0) FROM reset_links WHERE user_id = $1 AND "
            "created_ms > $2 AND created_ms <= $3::bigint + 60000"),
        SqlParams().add(user.uuid()).add(ms).add(nowMs));
    const pqxx::row row = rowAt(rows, 0);
    return {static_cast<int>(numberOf(row[0])), numberOf(row[1])};
}

void LinkRepository::add(const LinkOwner &owner, const QByteArray &hash, qint64 nowMs, qint64 expiresMs,
                         qint64 forgetMs)
{
    m_transaction.exec(QStringLiteral("DELETE FROM reset_links WHERE created_ms <= $1"),
                       SqlParams().add(forgetMs));
    m_transaction.exec(
        QStringLiteral("INSERT INTO reset_links (hash, tenant_id, user_id, created_ms, expires_ms) "
                       "VALUES ($1, $2, $3, $4, $5)"),
        SqlParams()
            .addBytes(hash)
            .add(static_cast<qint64>(owner.tenant))
            .add(owner.user.uuid())
            .add(nowMs)
            .add(expiresMs));
}

std::optional<LinkOwner> LinkRepository::take(const QByteArray &hash, qint64 nowMs)
{
    return read(
        QStringLiteral("JOIN reset_links l ON l.user_id = u.id WHERE l.hash = $2 AND l.used_ms IS NULL AND "
                       "l.expires_ms > $1 AND l.created_ms <= $1 + 60000 AND NOT EXISTS (SELECT FROM "
                       "credentials c WHERE c.user_id = u.id "
                       "AND c.changed_ms > l.created_ms) AND "),
        QStringLiteral("FOR UPDATE OF l"), SqlParams().add(nowMs).addBytes(hash));
}

void LinkRepository::useUp(const common::UserId &user, qint64 nowMs)
{
    m_transaction.exec(
        QStringLiteral("UPDATE reset_links SET used_ms = $2 WHERE user_id = $1 AND used_ms IS NULL"),
        SqlParams().add(user.uuid()).add(nowMs));
}

} // namespace recorder
