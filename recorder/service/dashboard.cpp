// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/dashboard.h"

#include "recorder/service/callsservice.h"
#include "recorder/service/directorychecks.h"
#include "recorder/store/dashboardrepository.h"
#include "recorder/store/tenantrepository.h"
#include "recorder/store/usagerepository.h"

#include <array>

namespace recorder
{

namespace
{

constexpr qint64 kDayMs = 86'400'000;
constexpr qint64 kHourMs = 3'600'000;
const QString kCalls = QStringLiteral("calls");

common::Criterion since(qint64 ms)
{
    return {QStringLiteral("date"), QStringLiteral("at-least"), {QString::number(ms)}};
}
common::Criterion is(const char *field, const char *value)
{
    return {QLatin1String(field), QStringLiteral("is"), {QLatin1String(value)}};
}

common::Status addCalls(Dashboard &board, DashboardRepository &figures, const TenantScope &scope,
                        qint64 dayStartMs)
{
    const auto now = common::wallFromUnixMs(scope.nowMs());
    const auto reach = reachOf(scope);
    auto today = figures.calls(scope.tenant(), reach, common::wallFromUnixMs(dayStartMs), now);
    board.hoursEndMs = (scope.nowMs() / kHourMs + 1) * kHourMs;
    auto hours = figures.hours(scope.tenant(), reach, common::wallFromUnixMs(board.hoursEndMs));
    if (!today || !hours) {
        return today ? common::propagate(hours) : common::propagate(today);
    }
    board.hours = *hours;
    board.hasHours = true;
    const common::Criterion day = since(dayStartMs);
    board.items.append(
        {QStringLiteral("calls-today"), today->calls, -1, QStringLiteral("plain"), kCalls, {day}});
    board.items.append({QStringLiteral("calls-one-way"),
                        today->oneWay,
                        -1,
                        stateOfCount(today->oneWay, "warning"),
                        kCalls,
                        {day, is("flag", "one-way")}});
    board.items.append({QStringLiteral("calls-silent"),
                        today->silent,
                        -1,
                        stateOfCount(today->silent, "bad"),
                        kCalls,
                        {day, is("flag", "no-rtp")}});
    board.items.append({QStringLiteral("calls-partial"),
                        today->partial,
                        -1,
                        stateOfCount(today->partial, "warning"),
                        kCalls,
                        {day, is("state", "partial")}});
    if (!reach) {
        board.items.append({QStringLiteral("calls-unassigned"),
                            today->unassigned,
                            -1,
                            stateOfCount(today->unassigned, "warning"),
                            kCalls,
                            {day, is("assigned", "false")}});
    }
    return {};
}

/// What the tenant's licence counts, kind by kind, and who is not recorded for want of a seat.
void addSeats(Dashboard &board, Transaction &transaction, DashboardRepository &figures, TenantKey tenant)
{
    static constexpr std::array<std::pair<const char *, const char *>, 4> kKinds{
        {{"recording-seats", "recording"},
         {"screen-seats", "screen"},
         {"evaluation-seats", "evaluation"},
         {"live-seats", "live"}}};
    TenantRepository tenants(transaction);
    const SeatCounts used = tenants.seatsUsed(tenant);
    const SeatCounts limits = tenants.seatLimits(tenant);
    const QString users = QStringLiteral("users");
    for (std::size_t i = 0; i < kKinds.size(); ++i) {
        board.items.append({QLatin1String(kKinds[i].first),
                            used[i],
                            limits[i],
                            stateOfUse(used[i], limits[i]),
                            users,
                            {is("seat", kKinds[i].second)}});
    }
    const qint64 missing = figures.usersWithoutSeat(tenant);
    board.items.append({QStringLiteral("users-without-seat"),
                        missing,
                        -1,
                        stateOfCount(missing, "warning"),
                        users,
                        {is("active", "true"), is("recording_seat", "false"), is("has_extension", "true")}});
}

/// Said only where there are limits: one's own tenant in per cent, else how many are near theirs.
void addStorage(Dashboard &board, Transaction &transaction, const TenantScope &scope)
{
    const auto records = UsageRepository(transaction).limited(scope.tenant(), scope.nowMs());
    int most = -1;
    qint64 near = 0;
    for (const common::StorageUsageRecord &record : records) {
        most = std::max(most, record.percent());
        near += record.percent() >= 80 ? 1 : 0;
    }
    if (most < 0) {
        return;
    }
    const QString state = most < 80   ? QStringLiteral("good")
                          : most < 90 ? QStringLiteral("warning")
                                      : QStringLiteral("bad");
    const QString page = QStringLiteral("storage-usage");
    board.items.append(scope.tenant()
                           ? DashboardItem{QStringLiteral("storage-used"), most, 100, state, page}
                           : DashboardItem{QStringLiteral("storage-near-limit"), near, -1, state, page});
}

} // namespace

QString stateOfCount(qint64 count, const char *otherwise)
{
    return count == 0 ? QStringLiteral("good") : QString(QLatin1String(otherwise));
}

QString stateOfUse(qint64 value, qint64 limit)
{
    if (limit < 0 || value * 100 < limit * 80) {
        return limit < 0 ? QStringLiteral("plain") : QStringLiteral("good");
    }
    return value * 100 < limit * 95 ? QStringLiteral("warning") : QStringLiteral("bad");
}

common::Result<Dashboard> dashboardOf(Transaction &transaction, const TenantScope &scope, qint64 dayStartMs)
{
    if (dayStartMs == 0) {
        dayStartMs = scope.nowMs() - kDayMs;
    }
    if (dayStartMs > scope.nowMs() || dayStartMs < scope.nowMs() - 2 * kDayMs) {
        return invalid("day_start_ms", "range");
    }
    Dashboard board;
    DashboardRepository figures(transaction);
    const Actor &actor = scope.actor();
    if (actor.may(QStringLiteral("calls.view"))) {
        if (common::Status added = addCalls(board, figures, scope, dayStartMs); !added) {
            return common::propagate(added);
        }
    }
    if (actor.may(QStringLiteral("users.edit")) && scope.tenant()) {
        addSeats(board, transaction, figures, *scope.tenant());
    }
    if (actor.may(QStringLiteral("settings.view"))) {
        addStorage(board, transaction, scope);
    }
    if (actor.may(QStringLiteral("jobs.view"))) {
        const qint64 failed =
            figures.failedJobs(scope.tenant(), common::wallFromUnixMs(scope.nowMs() - kDayMs));
        board.items.append({QStringLiteral("jobs-failed"),
                            failed,
                            -1,
                            stateOfCount(failed, "warning"),
                            QStringLiteral("jobs"),
                            {is("state", "failed")}});
    }
    if (actor.may(QStringLiteral("sessions.view"))) {
        board.items.append({QStringLiteral("sessions"),
                            figures.sessions(scope.tenant(), common::wallFromUnixMs(scope.nowMs())), -1,
                            QStringLiteral("plain"), QStringLiteral("user-sessions")});
    }
    return board;
}

} // namespace recorder
