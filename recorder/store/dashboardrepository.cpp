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

common::Result<CallCondition> conditionFor(const CallSight &sight, common::WallTime from)
{
    common::CallCriteria criteria;
    criteria.connectedFrom = from;
    criteria.reach = sight.reach;
    criteria.noFlag = sight.hidden;
    return conditionOf(sight.tenant, criteria);
}

} // namespace

common::Result<CallFigures> DashboardRepository::calls(const CallSight &sight, common::WallTime from)
{
    auto condition = conditionFor(sight, from);
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

common::Result<std::array<qint64, 24>> DashboardRepository::hours(const CallSight &sight, common::WallTime to)
{
    const qint64 startMs = common::toUnixMs(to) - 24 * kHourMs;
    auto condition = conditionFor(sight, common::wallFromUnixMs(startMs));
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

DashboardRepository::Seats DashboardRepository::seatsOfAll()
{
    const auto rows = m_transaction.exec(QStringLiteral(
        "SELECT count(*) FILTER (WHERE recording_seat), count(*) FILTER (WHERE screen_seat), count(*) FILTER "
        "(WHERE evaluation_seat), count(*) FILTER (WHERE live_seat) FROM users WHERE tenant_id <> 0 AND "
        "deleted_ms IS NULL"));
    const QString sum = QStringLiteral("CASE WHEN coalesce(min(%1), -1) < 0 THEN -1 ELSE sum(%1) END");
    const auto limits = m_transaction.exec(
        QStringLiteral("SELECT %1, %2, %3, %4 FROM tenants WHERE id <> 0 AND deleted_ms IS NULL")
            .arg(sum.arg(QLatin1String("recording_seats")), sum.arg(QLatin1String("screen_seats")),
                 sum.arg(QLatin1String("evaluation_seats")), sum.arg(QLatin1String("live_seats"))));
    Seats seats;
    for (int i = 0; i < 4; ++i) {
        seats.used[static_cast<std::size_t>(i)] = numberOf(rows[0][i]);
        seats.limits[static_cast<std::size_t>(i)] = numberOf(limits[0][i]);
    }
    return seats;
}

} // namespace recorder
