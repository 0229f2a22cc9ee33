// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/listsource.h"
#include "recorder/store/pqxxcompat.h"
#include "recorder/store/sessionrepository.h"

namespace recorder
{

namespace
{

common::UserSessionRecord sessionOf(const pqxx::row &row)
{
    common::UserSessionRecord session;
    session.id = textOf(row[0]);
    session.userId = textOf(row[1]);
    session.user = textOf(row[2]);
    session.login = textOf(row[3]);
    session.tenant = textOf(row[4]);
    session.address = textOf(row[5]);
    session.client = textOf(row[6]);
    session.system = textOf(row[7]);
    session.started = common::wallFromUnixMs(numberOf(row[8]));
    session.seen = common::wallFromUnixMs(numberOf(row[9]));
    session.impersonator = textOf(row[10]);
    return session;
}

} // namespace

common::Result<common::ListPageOf<common::UserSessionRecord>>
SessionRepository::list(const DirectoryReach &reach, const common::ListQuery &query, qint64 nowMs,
                        qint64 idleMs)
{
    ListSource source{
        QStringLiteral(
            "s.id, u.id, u.name, u.login, t.name, s.ip_address, s.client, s.system, s.created_ms, s.seen_ms, "
            "s.impersonator"),
        QStringLiteral("sessions s JOIN users u ON u.id = s.user_id JOIN tenants t ON t.id = u.tenant_id"),
        QStringLiteral("s.id"),
        {{QStringLiteral("started"), QStringLiteral("s.created_ms")},
         {QStringLiteral("seen"), QStringLiteral("s.seen_ms")},
         {QStringLiteral("user"), QStringLiteral("lower(u.name)")},
         {QStringLiteral("login"), QStringLiteral("lower(u.login)")}},
        QStringLiteral("started"),
        true};
    source.where.append(usersWithin(reach, source.params));
    source.params.add(nowMs);
    source.where.append(QStringLiteral("s.expires_ms > ") + source.params.last());
    source.params.add(nowMs - idleMs);
    source.where.append(QStringLiteral("s.seen_ms > ") + source.params.last());
    source.params.add(nowMs + idleMs);
    source.where.append(QStringLiteral("greatest(s.created_ms, s.seen_ms) <= ") + source.params.last());
    static const ListFields kFields{{QStringLiteral("user"), idField(QStringLiteral("u.id = ANY(%1)"))},
                                    {QStringLiteral("started"), timeField(QStringLiteral("s.created_ms"))}};
    if (common::Status applied = applyQuery(
            query, kFields,
            {QStringLiteral("u.name"), QStringLiteral("u.login"), QStringLiteral("s.ip_address")}, source);
        !applied) {
        return common::propagate(applied);
    }
    return readPage<common::UserSessionRecord>(m_transaction, source, query, sessionOf);
}

QHash<QUuid, QUuid> SessionRepository::ownersOf(const DirectoryReach &reach, const QList<QUuid> &sessions)
{
    SqlParams params;
    const QString within = usersWithin(reach, params);
    params.addArray(sessions);
    QHash<QUuid, QUuid> owners;
    for (const auto &row : m_transaction.exec(
             QStringLiteral(
                 "SELECT s.id, u.id FROM sessions s JOIN users u ON u.id = s.user_id WHERE %1 AND s.id = "
                 "ANY(%2::uuid[])")
                 .arg(within, params.last()),
             params)) {
        owners.insert(uuidOf(row[0]), uuidOf(row[1]));
    }
    return owners;
}

void SessionRepository::removeOfUsers(const QList<QUuid> &users)
{
    m_transaction.exec(QStringLiteral("DELETE FROM sessions WHERE user_id = ANY($1::uuid[])"),
                       SqlParams().addArray(users));
}

void SessionRepository::removeOfTenant(TenantKey tenant)
{
    m_transaction.exec(QStringLiteral("DELETE FROM sessions WHERE tenant_id = $1"),
                       SqlParams().add(static_cast<qint64>(tenant)));
}

} // namespace recorder
