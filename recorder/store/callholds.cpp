// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/callholds.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

namespace recorder
{

namespace
{

/// In the order in which removals lock.
const QString kLock = QStringLiteral("SELECT id, tenant_id, from_number, to_number FROM calls WHERE id = "
                                     "ANY($1::uuid[]) ORDER BY id FOR UPDATE");
const QString kHold = QStringLiteral(
    "INSERT INTO call_holds (call_id, tenant_id, set_ms, set_by, reason) VALUES ($1, $2, $3, $4, $5) ON "
    "CONFLICT DO NOTHING RETURNING call_id");
const QString kRelease =
    QStringLiteral("DELETE FROM call_holds WHERE call_id = ANY($1::uuid[]) RETURNING call_id");
const QString kFlag = QStringLiteral(
    "UPDATE calls SET flags = CASE WHEN $3::boolean THEN flags | $2::integer ELSE flags & ~($2::integer) END "
    "WHERE id = ANY($1::uuid[])");
const QString kFind = QStringLiteral("SELECT set_ms, set_by, reason FROM call_holds WHERE call_id = $1");

QList<QUuid> uuidsOf(const QList<common::CallId> &calls)
{
    QList<QUuid> ids;
    for (const common::CallId &call : calls) {
        ids.append(call.uuid());
    }
    return ids;
}

} // namespace

QList<CallHolds::Locked> CallHolds::lock(const QList<common::CallId> &calls)
{
    QList<Locked> locked;
    for (const auto &row : m_transaction.exec(kLock, SqlParams().addArray(uuidsOf(calls)))) {
        locked.append({common::CallId(uuidOf(row[0])), static_cast<TenantKey>(numberOf(row[1])),
                       textOf(row[2]) + QStringLiteral(" - ") + textOf(row[3])});
    }
    return locked;
}

void CallHolds::setFlag(const QList<common::CallId> &calls, bool on)
{
    if (!calls.isEmpty()) {
        m_transaction.exec(kFlag, SqlParams()
                                      .addArray(uuidsOf(calls))
                                      .add(static_cast<qint64>(common::CallFlag::Hold))
                                      .add(on ? QStringLiteral("t") : QStringLiteral("f")));
    }
}

QList<common::CallId> CallHolds::hold(const QList<Locked> &calls, const common::CallHold &hold)
{
    QList<common::CallId> held;
    for (const Locked &call : calls) {
        const auto rows = m_transaction.exec(kHold, SqlParams()
                                                        .add(call.call.uuid())
                                                        .add(static_cast<qint64>(call.tenant))
                                                        .add(common::toUnixMs(hold.since))
                                                        .add(hold.by)
                                                        .add(hold.reason));
        if (!rows.empty()) {
            held.append(call.call);
        }
    }
    setFlag(held, true);
    return held;
}

QList<common::CallId> CallHolds::release(const QList<Locked> &calls)
{
    QList<common::CallId> locked;
    for (const Locked &call : calls) {
        locked.append(call.call);
    }
    QList<common::CallId> released;
    for (const auto &row : m_transaction.exec(kRelease, SqlParams().addArray(uuidsOf(locked)))) {
        released.append(common::CallId(uuidOf(row[0])));
    }
    setFlag(released, false);
    return released;
}

std::optional<common::CallHold> CallHolds::find(const common::CallId &call)
{
    const auto rows = m_transaction.exec(kFind, SqlParams().add(call.uuid()));
    if (rows.empty()) {
        return std::nullopt;
    }
    const auto row = rowAt(rows, 0);
    return common::CallHold{common::wallFromUnixMs(numberOf(row[0])), textOf(row[1]), textOf(row[2])};
}

} // namespace recorder
