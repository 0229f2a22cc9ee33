// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/storageleftovers.h"

#include "recorder/store/callwriter.h"
#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

namespace recorder
{

namespace
{

/// Copies that were begun earlier are given up: no move takes that long for some files. Of two such, the
/// older goes first.
constexpr qint64 kDayMs = 86'400'000;

const QString kTargets = QStringLiteral(
    "SELECT DISTINCT target FROM storage_leftovers WHERE since_ms <= $1 AND due_ms <= $2 ORDER BY target");
const QString kGivenUp = QStringLiteral(
    "SELECT DISTINCT target FROM storage_leftovers WHERE since_ms <= $1 AND due_ms <= $2 AND (taken_by IS "
    "NULL OR taken_until < clock_timestamp()) AND NOT EXISTS (SELECT FROM jobs WHERE kind = 'storage-move' "
    "AND (ended_ms = 0 OR ended_ms > $1 OR (ended_ms > $3 AND (attempt > 1 OR reason = 'host-lost')))) ORDER "
    "BY target");
const QString kTake = QStringLiteral(
    "WITH picked AS MATERIALIZED (SELECT target, call_id, position FROM storage_leftovers WHERE target = $3 "
    "AND since_ms <= $4 AND due_ms <= $5 AND (settled OR NOT $6::boolean) AND (taken_by IS NULL OR "
    "taken_until < clock_timestamp()) ORDER BY due_ms, since_ms, call_id, position LIMIT $7 FOR UPDATE SKIP "
    "LOCKED) UPDATE storage_leftovers l SET taken_by = $1, taken_until = clock_timestamp() + $2::bigint * "
    "interval '1 millisecond' FROM picked p WHERE l.target = p.target AND l.call_id = p.call_id AND "
    "l.position = p.position");
/// A statement of its own: it sees what was committed before the rows were locked. Whoever begins to store a
/// file locks them, too.
const QString kTaken = QStringLiteral(
    "SELECT l.call_id, l.position, l.path, l.attempts, EXISTS (SELECT FROM media_files m WHERE m.call_id = "
    "l.call_id AND m.storage_target = l.target AND m.path = l.path) OR EXISTS (SELECT FROM uploads u WHERE "
    "u.call_id = l.call_id AND u.position = l.position AND u.target = l.target AND NOT u.stored), o.target, "
    "o.named, p.same, EXISTS (SELECT FROM media_files m WHERE m.call_id = l.call_id AND m.position = "
    "l.position AND m.storage_target = 1) FROM "
    "storage_leftovers l LEFT JOIN LATERAL (SELECT m.storage_target AS target, true AS named FROM "
    "media_files m WHERE m.call_id = l.call_id AND m.path = l.path AND m.storage_target <> l.target UNION "
    "SELECT x.target, false FROM storage_leftovers x WHERE x.call_id = l.call_id AND x.path = l.path AND "
    "x.target <> l.target AND NOT x.settled AND (x.since_ms > $2 OR x.since_ms > l.since_ms OR (x.since_ms = "
    "l.since_ms AND (l.settled OR x.target > l.target))) UNION SELECT u.target, false FROM uploads u WHERE "
    "u.call_id = l.call_id AND u.position = l.position AND u.target <> l.target AND NOT u.stored) o ON true "
    "LEFT JOIN storage_pairs p ON p.a "
    "= least(l.target, o.target) AND p.b = greatest(l.target, o.target) WHERE l.taken_by = $1 ORDER BY "
    "l.due_ms, l.since_ms, l.call_id, l.position");
const QString kRemoved = QStringLiteral(
    "DELETE FROM storage_leftovers WHERE taken_by = $1 AND target = $2 AND call_id = $3 AND position = $4");
const QString kFailed = QStringLiteral(
    "UPDATE storage_leftovers SET attempts = attempts + 1, due_ms = $5, cause = $6, taken_by = NULL, "
    "taken_until = NULL WHERE taken_by = $1 AND target = $2 AND call_id = $3 AND position = $4");
const QString kRenew =
    QStringLiteral("UPDATE storage_leftovers SET taken_until = clock_timestamp() + $5::bigint * interval '1 "
                   "millisecond' WHERE "
                   "taken_by = $1 AND target = $2 AND call_id = $3 AND position = $4 RETURNING position");
const QString kGiveBack =
    QStringLiteral("UPDATE storage_leftovers SET taken_by = NULL, taken_until = NULL WHERE taken_by = $1");
const QString kGiveBackBut =
    kGiveBack + QStringLiteral(" AND NOT (target = $2 AND call_id = $3 AND position = $4)");
const QString kNotePair = QStringLiteral(
    "INSERT INTO storage_pairs (a, b, same, seen_ms) VALUES (least($1::smallint, $2::smallint), "
    "greatest($1::smallint, $2::smallint), $3::boolean, $4) ON CONFLICT (a, b) DO UPDATE SET same = "
    "excluded.same, seen_ms = excluded.seen_ms");

SqlParams takenOf(const QUuid &taker, const FilePlace &place)
{
    SqlParams params;
    params.add(taker)
        .add(static_cast<qint64>(place.target))
        .add(place.call.uuid())
        .add(qint64{place.position});
    return params;
}

QString truthOf(bool value)
{
    return value ? QStringLiteral("t") : QStringLiteral("f");
}

} // namespace

QList<TargetKey> StorageLeftovers::targets(qint64 untilMs, qint64 nowMs)
{
    QList<TargetKey> targets;
    for (const auto &row : m_transaction.exec(kTargets, SqlParams().add(untilMs).add(nowMs))) {
        targets.append(static_cast<TargetKey>(numberOf(row[0])));
    }
    return targets;
}

QList<TargetKey> StorageLeftovers::givenUp(qint64 untilMs, qint64 nowMs)
{
    QList<TargetKey> targets;
    for (const auto &row :
         m_transaction.exec(kGivenUp, SqlParams().add(untilMs).add(nowMs).add(nowMs - kDayMs))) {
        targets.append(static_cast<TargetKey>(numberOf(row[0])));
    }
    return targets;
}

QList<Leftover> StorageLeftovers::take(const Taking &taking)
{
    m_transaction.exec(kTake, SqlParams()
                                  .add(taking.taker)
                                  .add(qint64{taking.lease.count()})
                                  .add(static_cast<qint64>(taking.target))
                                  .add(taking.untilMs)
                                  .add(taking.nowMs)
                                  .add(truthOf(taking.settledOnly))
                                  .add(qint64{taking.limit}));
    QList<Leftover> all;
    for (const auto &row :
         m_transaction.exec(kTaken, SqlParams().add(taking.taker).add(taking.nowMs - kDayMs))) {
        const common::CallId call(uuidOf(row[0]));
        const auto position = static_cast<int>(numberOf(row[1]));
        if (all.isEmpty() || all.last().place.call != call || all.last().place.position != position) {
            all.append({{call, position, taking.target, unpackedPath(textOf(row[2]), call)},
                        static_cast<int>(numberOf(row[3])),
                        boolOf(row[4]),
                        {},
                        boolOf(row[8])});
        }
        if (!row[5].is_null()) {
            all.last().others.append(
                {static_cast<TargetKey>(numberOf(row[5])), boolOf(row[6]),
                 row[7].is_null() ? std::optional<bool>() : std::optional(boolOf(row[7]))});
        }
    }
    return all;
}

void StorageLeftovers::removed(const QUuid &taker, const FilePlace &place)
{
    m_transaction.exec(kRemoved, takenOf(taker, place));
}

void StorageLeftovers::failed(const QUuid &taker, const FilePlace &place, qint64 dueMs, const QString &cause)
{
    m_transaction.exec(kFailed, takenOf(taker, place).add(dueMs).add(cause));
}

bool StorageLeftovers::renew(const QUuid &taker, const FilePlace &place, std::chrono::milliseconds lease)
{
    return !m_transaction.exec(kRenew, takenOf(taker, place).add(qint64{lease.count()})).empty();
}

void StorageLeftovers::giveBack(const QUuid &taker, const std::optional<FilePlace> &but)
{
    if (but) {
        m_transaction.exec(kGiveBackBut, takenOf(taker, *but));
    } else {
        m_transaction.exec(kGiveBack, SqlParams().add(taker));
    }
}

void StorageLeftovers::notePair(TargetKey one, TargetKey other, bool same, qint64 nowMs)
{
    m_transaction.exec(kNotePair, SqlParams()
                                      .add(static_cast<qint64>(one))
                                      .add(static_cast<qint64>(other))
                                      .add(truthOf(same))
                                      .add(nowMs));
}

} // namespace recorder
