// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/seats.h"

#include "recorder/service/directorychecks.h"

#include <algorithm>

namespace recorder
{

using common::ErrorCode;
using common::Status;
using common::TenantRecord;
using common::UserRecord;

namespace
{

constexpr std::array<const char *, 4> kSeats{"recording_seat", "screen_seat", "evaluation_seat", "live_seat"};
constexpr std::array<const char *, 4> kLimits{"recording_seats", "screen_seats", "evaluation_seats",
                                              "live_seats"};

SeatCounts limitsOf(const TenantRecord &tenant)
{
    return {tenant.recordingSeats, tenant.screenSeats, tenant.evaluationSeats, tenant.liveSeats};
}

SeatCounts usedOf(const TenantRecord &tenant)
{
    return {tenant.recordingUsed, tenant.screenUsed, tenant.evaluationUsed, tenant.liveUsed};
}

} // namespace

SeatCounts seatsOf(const UserRecord &user)
{
    return {user.recordingSeat, user.screenSeat, user.evaluationSeat, user.liveSeat};
}

SeatCounts seatsGiven(const UserRecord &before, const UserRecord &after)
{
    const SeatCounts had = seatsOf(before);
    SeatCounts given = seatsOf(after);
    for (size_t i = 0; i < given.size(); ++i) {
        given[i] = std::max(0, given[i] - had[i]);
    }
    return given;
}

bool isNone(const SeatCounts &given)
{
    return given == SeatCounts{};
}

Status checkSeatsLeft(Transaction &transaction, TenantKey tenant, const SeatCounts &given)
{
    if (isNone(given)) {
        return {};
    }
    TenantRepository tenants(transaction);
    const SeatCounts limits = tenants.seatLimits(tenant);
    bool limited = false;
    for (size_t i = 0; i < given.size(); ++i) {
        limited = limited || (given[i] > 0 && limits[i] >= 0);
    }
    if (!limited) {
        return {}; // nothing has to be counted
    }
    const SeatCounts used = tenants.seatsUsed(tenant);
    for (size_t i = 0; i < given.size(); ++i) {
        if (given[i] > 0 && limits[i] >= 0 && used[i] > limits[i]) {
            const int before = used[i] - given[i];
            return common::fail(ErrorCode::Conflict,
                                QStringLiteral("%1: %2 of %3 seats are given, %4 more are wanted")
                                    .arg(QLatin1String(kSeats[i]))
                                    .arg(before)
                                    .arg(limits[i])
                                    .arg(given[i]),
                                {{QLatin1String(kSeats[i]), QStringLiteral("none-left")},
                                 {QStringLiteral("used"), QString::number(before)},
                                 {QStringLiteral("limit"), QString::number(limits[i])}});
        }
    }
    return {};
}

Status checkLiveSeat(Transaction &transaction, const TenantScope &scope)
{
    if (!scope.tenant() || scope.actor().isSystem) {
        return {};
    }
    return TenantRepository(transaction).mayWatchLive(*scope.tenant(), scope.actor().user.uuid())
               ? Status()
               : Status(refused(ErrorCode::Denied, "reason", "seat"));
}

Status checkSeatLimits(const TenantRecord &before, const TenantRecord &wanted)
{
    const SeatCounts was = limitsOf(before);
    const SeatCounts limits = limitsOf(wanted);
    const SeatCounts used = usedOf(before);
    for (size_t i = 0; i < limits.size(); ++i) {
        if (limits[i] >= 0 && limits[i] != was[i] && limits[i] < used[i]) {
            return common::fail(
                ErrorCode::Conflict,
                QStringLiteral("%1: %2 seats are given").arg(QLatin1String(kLimits[i])).arg(used[i]),
                {{QLatin1String(kLimits[i]), QStringLiteral("in-use")},
                 {QStringLiteral("used"), QString::number(used[i])}});
        }
    }
    return {};
}

} // namespace recorder
