// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/legalholds.h"

#include "recorder/service/callsservice.h"
#include "recorder/service/directorychecks.h"
#include "recorder/store/callholds.h"

#include <algorithm>

namespace recorder
{

namespace
{

constexpr qsizetype kMostCalls = 1000;
constexpr qsizetype kLongestReason = 500;

common::Status checkChange(const HoldChange &change)
{
    if (change.calls.isEmpty() || change.calls.size() > kMostCalls) {
        return invalid("ids", change.calls.isEmpty() ? "empty" : "too-many");
    }
    const QString reason = change.reason.trimmed();
    if (reason.isEmpty() || reason.size() > kLongestReason) {
        return invalid("reason", reason.isEmpty() ? "required" : "too-long");
    }
    return {};
}

/// Of several tenants: the system's row.
TenantKey tenantOf(const QList<CallHolds::Locked> &calls)
{
    const TenantKey first = calls.first().tenant;
    return std::all_of(calls.begin(), calls.end(), [first](const auto &call) { return call.tenant == first; })
               ? first
               : kSystemTenant;
}

} // namespace

common::Result<int> changeHolds(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                const HoldChange &change)
{
    if (common::Status good = checkChange(change); !good) {
        return common::propagate(good);
    }
    const QSet<common::CallId> wanted(change.calls.begin(), change.calls.end());
    const QList<common::CallId> seen = CallsService().visible(transaction, scope.tenant(), reachOf(scope),
                                                              wanted.values(), hiddenFlagsOf(scope));
    CallHolds holds(transaction);
    const QList<CallHolds::Locked> locked = holds.lock(seen);
    if (locked.size() != wanted.size()) {
        return refused(common::ErrorCode::NotFound, "ids", "unknown");
    }
    const QString reason = change.reason.trimmed();
    const QList<common::CallId> changed =
        change.hold ? holds.hold(locked, {common::wallFromUnixMs(scope.nowMs()), scope.actor().name, reason})
                    : holds.release(locked);
    QList<Named> named;
    for (const CallHolds::Locked &call : locked) {
        named.append({call.call.uuid(), call.name});
        if (changed.contains(call.call)) {
            trail.publish(
                {QStringLiteral("calls"), call.tenant, call.call.toString(), QStringLiteral("changed")});
        }
    }
    tellSubjects(trail, named);
    tellTenant(trail, tenantOf(locked));
    trail.note(QStringLiteral("reason"), reason);
    trail.note(QStringLiteral("changed"), static_cast<qint64>(changed.size()));
    return static_cast<int>(changed.size());
}

} // namespace recorder
