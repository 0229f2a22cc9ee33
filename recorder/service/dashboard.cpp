// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/dashboard.h"

#include "recorder/service/callsservice.h"
#include "recorder/service/directorychecks.h"
#include "recorder/service/directoryusers.h"
#include "recorder/service/jobqueue.h"
#include "recorder/service/trailreading.h"
#include "recorder/store/dashboardrepository.h"
#include "recorder/store/tenantrepository.h"
#include "recorder/store/usagerepository.h"

#include <algorithm>
#include <array>

namespace recorder
{

namespace
{

constexpr qint64 kDayMs = 86'400'000;
constexpr qint64 kHourMs = 3'600'000;
const QString kCalls = QStringLiteral("calls");
const QString kUsers = QStringLiteral("users");

common::Criterion since(qint64 ms)
{
    return {QStringLiteral("date"), QStringLiteral("at-least"), {QString::number(ms)}};
}
common::Criterion is(const char *field, const char *value)
{
    return {QLatin1String(field), QStringLiteral("is"), {QLatin1String(value)}};
}

common::Status addCalls(Dashboard &board, Transaction &transaction, const TenantScope &scope,
                        qint64 dayStartMs)
{
    DashboardRepository figures(transaction);
    const CallSight sight{scope.tenant(), reachOf(scope), hiddenFlagsOf(scope)};
    auto today = figures.calls(sight, common::wallFromUnixMs(dayStartMs));
    board.hoursEndMs = (scope.nowMs() / kHourMs + 1) * kHourMs;
    auto hours = figures.hours(sight, common::wallFromUnixMs(board.hoursEndMs));
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
    if (!sight.reach) {
        board.items.append({QStringLiteral("calls-unassigned"),
                            today->unassigned,
                            -1,
                            stateOfCount(today->unassigned, "warning"),
                            kCalls,
                            {day, is("assigned", "false")}});
    }
    return {};
}

/// Figures that are the total of the list that a click opens, by that list's own query.
class Counted
{
public:
    Counted(Dashboard &board, Transaction &transaction, const TenantScope &scope)
        : m_board(board)
        , m_transaction(transaction)
        , m_scope(scope)
    {
    }
    template <typename Record>
    using List = common::Result<common::ListPageOf<Record>> (*)(Transaction &, const TenantScope &,
                                                                const common::ListQuery &);
    /// `ill` is the state of anything but 0; null = the figure says nothing about good or bad.
    template <typename Record>
    common::Status add(DashboardItem item, List<Record> list, const char *ill)
    {
        common::ListQuery query;
        query.criteria = item.criteria;
        query.pageSize = 1;
        auto page = list(m_transaction, m_scope, query);
        if (!page) {
            return common::propagate(page);
        }
        item.value = page->total;
        if (ill != nullptr) {
            item.state = stateOfCount(item.value, ill);
        }
        m_board.items.append(item);
        return {};
    }

private:
    Dashboard &m_board;
    Transaction &m_transaction;
    const TenantScope &m_scope;
};

/// What the licence counts, kind by kind: of the tenant, or of all of them together. Root users have none.
void addSeats(Dashboard &board, Transaction &transaction, const TenantScope &scope)
{
    static constexpr std::array<std::pair<const char *, const char *>, 4> kKinds{
        {{"recording-seats", "recording"},
         {"screen-seats", "screen"},
         {"evaluation-seats", "evaluation"},
         {"live-seats", "live"}}};
    DashboardRepository::Seats seats;
    if (scope.tenant()) {
        TenantRepository tenants(transaction);
        const SeatCounts used = tenants.seatsUsed(*scope.tenant());
        const SeatCounts limits = tenants.seatLimits(*scope.tenant());
        std::copy(used.begin(), used.end(), seats.used.begin());
        std::copy(limits.begin(), limits.end(), seats.limits.begin());
    } else {
        seats = DashboardRepository(transaction).seatsOfAll();
    }
    for (std::size_t i = 0; i < kKinds.size(); ++i) {
        QList<common::Criterion> those{is("seat", kKinds[i].second)};
        if (!scope.tenant()) {
            those.append(
                {QStringLiteral("tenant"), QStringLiteral("is-not"), {scope.actor().tenantId.toString()}});
        }
        board.items.append({QLatin1String(kKinds[i].first), seats.used[i], seats.limits[i],
                            stateOfUse(seats.used[i], seats.limits[i]), kUsers, those});
    }
}

/// Seats, who is not recorded for want of one, and who is signed in.
common::Status addPeople(Dashboard &board, Transaction &transaction, const TenantScope &scope)
{
    const Actor &actor = scope.actor();
    Counted counted(board, transaction, scope);
    if (actor.may(QStringLiteral("users.edit")) && actor.may(QStringLiteral("users.view")) &&
        reachesTenant(scope)) {
        addSeats(board, transaction, scope);
        const DashboardItem missing{
            QStringLiteral("users-without-seat"),
            0,
            -1,
            {},
            kUsers,
            {is("active", "true"), is("recording_seat", "false"), is("has_extension", "true")}};
        if (common::Status added = counted.add(missing, &listUsers, "warning"); !added) {
            return added;
        }
    }
    return actor.may(QStringLiteral("sessions.view"))
               ? counted.add({QStringLiteral("sessions"), 0, -1, QStringLiteral("plain"),
                              QStringLiteral("user-sessions")},
                             &listSessions, nullptr)
               : common::Status();
}

common::Status addJobs(Dashboard &board, Transaction &transaction, const TenantScope &scope)
{
    const common::Criterion lately{
        QStringLiteral("ended"), QStringLiteral("at-least"), {QString::number(scope.nowMs() - kDayMs)}};
    return Counted(board, transaction, scope)
        .add({QStringLiteral("jobs-failed"),
              0,
              -1,
              {},
              QStringLiteral("jobs"),
              {is("state", "failed"), lately}},
             &listJobs, "warning");
}

/// Said only where there are limits: one's own tenant in per cent, else how many are near theirs.
void addStorage(Dashboard &board, Transaction &transaction, const TenantScope &scope)
{
    const auto records = UsageRepository(transaction).limited(scope.tenant(), scope.nowMs());
    int most = -1;
    QStringList near;
    for (const common::StorageUsageRecord &record : records) {
        most = std::max(most, record.percent());
        if (record.percent() >= 80) {
            near.append(record.id);
        }
    }
    if (most < 0) {
        return;
    }
    const QString state = most < 80   ? QStringLiteral("good")
                          : most < 90 ? QStringLiteral("warning")
                                      : QStringLiteral("bad");
    const QString page = QStringLiteral("storage-usage");
    if (scope.tenant()) {
        board.items.append({QStringLiteral("storage-used"), most, 100, state, page});
        return;
    }
    DashboardItem item{QStringLiteral("storage-near-limit"), near.size(), -1, state, page};
    if (!near.isEmpty()) {
        item.criteria = {{QStringLiteral("tenant"), QStringLiteral("any-of"), near}};
    }
    board.items.append(item);
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
    const Actor &actor = scope.actor();
    if (actor.may(QStringLiteral("calls.view"))) {
        if (common::Status added = addCalls(board, transaction, scope, dayStartMs); !added) {
            return common::propagate(added);
        }
    }
    if (common::Status added = addPeople(board, transaction, scope); !added) {
        return common::propagate(added);
    }
    if (actor.may(QStringLiteral("settings.view"))) {
        addStorage(board, transaction, scope);
    }
    if (actor.may(QStringLiteral("jobs.view"))) {
        if (common::Status added = addJobs(board, transaction, scope); !added) {
            return common::propagate(added);
        }
    }
    return board;
}

} // namespace recorder
