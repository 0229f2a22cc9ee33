// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/callmarks.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

namespace recorder
{

namespace
{

constexpr qint64 kDayMs = 86'400'000;

QList<QUuid> uuidsOf(const QList<common::CallId> &calls)
{
    QList<QUuid> uuids;
    for (const common::CallId &call : calls) {
        uuids.append(call.uuid());
    }
    return uuids;
}

} // namespace

CallMarks::Mark CallMarks::write(const common::CallId &call, TenantKey tenant, bool kept, qint64 nowMs)
{
    // The update that changes nothing waits for whoever writes the same call now, and returns what he wrote.
    const auto rows = m_transaction.exec(
        QStringLiteral("INSERT INTO call_marks AS m (call_id, tenant_id, kept, at_ms) VALUES ($1, $2, "
                       "$3::boolean, $4) ON CONFLICT (call_id) DO UPDATE SET kept = m.kept RETURNING m.kept"),
        SqlParams()
            .add(call.uuid())
            .add(static_cast<qint64>(tenant))
            .add(kept ? QStringLiteral("t") : QStringLiteral("f"))
            .add(nowMs));
    return boolOf(rowAt(rows, 0)[0]) ? Mark::Kept : Mark::Lost;
}

CallMarks::Mark CallMarks::keep(const common::CallId &call, TenantKey tenant, qint64 nowMs)
{
    return write(call, tenant, true, nowMs);
}

CallMarks::Mark CallMarks::lose(const common::CallId &call, TenantKey tenant, qint64 nowMs)
{
    m_transaction.exec(QStringLiteral("DELETE FROM call_marks WHERE NOT kept AND at_ms < $1"),
                       SqlParams().add(nowMs - kDayMs));
    return write(call, tenant, false, nowMs);
}

QSet<common::CallId> CallMarks::keptOf(const QList<common::CallId> &calls)
{
    QSet<common::CallId> kept;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT call_id FROM call_marks WHERE kept AND call_id = ANY($1::uuid[])"),
             SqlParams().addArray(uuidsOf(calls)))) {
        kept.insert(common::CallId(uuidOf(row[0])));
    }
    return kept;
}

void CallMarks::forget(const QList<common::CallId> &calls)
{
    m_transaction.exec(QStringLiteral("DELETE FROM call_marks WHERE call_id = ANY($1::uuid[])"),
                       SqlParams().addArray(uuidsOf(calls)));
}

} // namespace recorder
