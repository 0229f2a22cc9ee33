// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/dashboardrepository.h"

#include "recorder/store/callquery.h"
#include "recorder/store/pqxxcompat.h"

#include "common/model/callrecords.h"

namespace recorder
{

namespace
{

constexpr qint64 kHourMs = 3'600'000;

common::Result<CallCondition> between(std::optional<TenantKey> tenant,
                                      const std::optional<QList<QUuid>> &reach, common::WallTime from,
                                      common::WallTime to)
{
    common::CallCriteria criteria;
    criteria.connectedFrom = from;
    criteria.connectedTo = to;
    criteria.reach = reach;
    return conditionOf(tenant, criteria);
}

/// " AND tenant_id = $n", or nothing for every tenant.
QString ofTenant(std::optional<TenantKey> tenant, SqlParams &params)
{
    if (!tenant) {
        return {};
    }
    params.add(static_cast<qint64>(*tenant));
    return QStringLiteral(" AND tenant_id = ") + params.last();
}

} // namespace

common::Result<CallFigures> DashboardRepository::calls(std::optional<TenantKey> tenant,
                                                       const std::optional<QList<QUuid>> &reach,
                                                       common::WallTime from, common::WallTime to)
{
    auto condition = between(tenant, reach, from, to);
    if (!condition) {
        return common::propagate(condition);
    }
    SqlParams params = condition->params;
    const auto flagged = [&params](common::CallFlag flag) {
        params.add(qint64{static_cast<quint32>(flag)});
        return QStringLiteral("count(*) FILTER (WHERE (flags & %1::integer) <> 0)").arg(params.last());
    };
    const QString oneWay = flagged(common::CallFlag::OneWay);
    const QString silent = flagged(common::CallFlag::NoRtp);
    params.add(qint64{static_cast<int>(common::CallState::Partial)});
    const QString partial = params.last();
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT count(*), %1, %2, count(*) FILTER (WHERE state = %3), count(*) FILTER (WHERE "
                       "associated = '{}') FROM calls WHERE %4")
            .arg(oneWay, silent, partial, condition->sql),
        params);
    return CallFigures{numberOf(rows[0][0]), numberOf(rows[0][1]), numberOf(rows[0][2]), numberOf(rows[0][3]),
                       numberOf(rows[0][4])};
}

common::Result<std::array<qint64, 24>> DashboardRepository::hours(std::optional<TenantKey> tenant,
                                                                  const std::optional<QList<QUuid>> &reach,
                                                                  common::WallTime to)
{
    const qint64 endMs = common::toUnixMs(to);
    const qint64 startMs = endMs - 24 * kHourMs;
    auto condition = between(tenant, reach, common::wallFromUnixMs(startMs), to);
    if (!condition) {
        return common::propagate(condition);
    }
    SqlParams params = condition->params;
    params.add(startMs);
    std::array<qint64, 24> counts{};
    for (const auto &row : m_transaction.exec(
             QStringLiteral(
                 "SELECT (connect_ms - %1::bigint) / 3600000, count(*) FROM calls WHERE %2 GROUP BY 1")
                 .arg(params.last(), condition->sql),
             params)) {
        const qint64 hour = numberOf(row[0]);
        if (hour >= 0 && hour < 24) {
            counts[static_cast<std::size_t>(hour)] = numberOf(row[1]);
        }
    }
    return counts;
}

qint64 DashboardRepository::usersWithoutSeat(TenantKey tenant)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT count(*) FROM users u WHERE u.tenant_id = $1 AND u.deleted_ms IS NULL AND "
                       "u.active AND NOT u.recording_seat AND EXISTS (SELECT FROM user_extensions e WHERE "
                       "e.user_id = u.id)"),
        SqlParams().add(static_cast<qint64>(tenant)));
    return numberOf(rowAt(rows, 0)[0]);
}

qint64 DashboardRepository::sessions(std::optional<TenantKey> tenant, common::WallTime now)
{
    SqlParams params;
    params.add(common::toUnixMs(now));
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT count(*) FROM sessions WHERE expires_ms > $1") + ofTenant(tenant, params),
        params);
    return numberOf(rows[0][0]);
}

qint64 DashboardRepository::failedJobs(std::optional<TenantKey> tenant, common::WallTime since)
{
    SqlParams params;
    params.add(common::toUnixMs(since));
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT count(*) FROM jobs WHERE state = 'failed' AND ended_ms >= $1") +
            ofTenant(tenant, params),
        params);
    return numberOf(rows[0][0]);
}

} // namespace recorder
