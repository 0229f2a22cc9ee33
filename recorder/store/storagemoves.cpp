// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/storagemoves.h"

#include "recorder/store/callwriter.h"
#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

namespace recorder
{

namespace
{

/// $1 to $3 of every statement that has it.
const QString kCalls = QStringLiteral(
    "($1::integer IS NULL OR c.tenant_id = $1::integer) AND ($2::bigint = 0 OR c.connect_ms >= "
    "$2::bigint) AND ($3::bigint = 0 OR c.connect_ms < $3::bigint)");
const QString kCount =
    QStringLiteral("SELECT count(*), coalesce(sum(m.size), 0)::bigint FROM media_files m JOIN calls c ON "
                   "c.id = m.call_id WHERE m.storage_target = $4 AND ") +
    kCalls;
const QString kWaiting =
    QStringLiteral("SELECT count(*), coalesce(sum(u.size), 0)::bigint FROM uploads u JOIN calls c ON c.id = "
                   "u.call_id WHERE u.target = $4 AND NOT u.stored AND ") +
    kCalls;
/// Last: whether something of it may be at the target. That never took a file and was not even reached, or
/// the file was never tried: then there is nothing. Where that is the recorder's own folder lies the only
/// copy.
const QString kToRedirect =
    QStringLiteral(
        "SELECT u.id, u.call_id, u.position, u.tenant_id, u.path, u.size, u.runner IS NOT NULL OR u.cause <> "
        "ALL ('{\"\",refused,unreachable,name,forbidden,certificate,hostname,expired,tls,host-key-unknown,"
        "host-key,login,proxy,clock,region,bucket,source,same-place,own-folder,"
        "not-mounted}'::text[]) OR EXISTS (SELECT FROM media_files m "
        "WHERE m.storage_target = $4) FROM uploads u JOIN calls c ON c.id = u.call_id WHERE u.target = "
        "$4 AND NOT u.stored AND (u.lease_until IS NULL OR u.lease_until < clock_timestamp()) AND NOT EXISTS "
        "(SELECT FROM uploads x WHERE x.call_id = u.call_id AND x.position = u.position AND x.target = $5) "
        "AND ") +
    kCalls + QStringLiteral(" ORDER BY u.call_id, u.position LIMIT $6 FOR UPDATE OF u SKIP LOCKED");
const QString kRedirect =
    QStringLiteral("UPDATE uploads SET target = $2, attempts = 0, due_ms = 0, cause = '', runner = NULL, "
                   "lease_until = NULL WHERE id = $1");
/// Of the recorders' own folders. What is on its way goes where it was sent.
const QString kNotSent = QStringLiteral(" AND NOT EXISTS (SELECT FROM uploads u WHERE u.call_id = m.call_id "
                                        "AND u.position = m.position AND NOT u.stored)");
/// Locked: a removal of the call waits, and looks again.
const QString kOwnFiles =
    QStringLiteral("SELECT m.call_id, m.position, m.tenant_id, m.path, m.size, m.sha256, m.format, "
                   "d.recorder FROM media_files m JOIN calls c ON c.id = m.call_id JOIN call_details d ON "
                   "d.call_id = c.id WHERE m.storage_target = 1 AND m.call_id BETWEEN $4 AND $5 AND ") +
    kCalls + kNotSent + QStringLiteral(" ORDER BY m.call_id, m.position FOR KEY SHARE OF c");
const QString kCallIds = QStringLiteral("SELECT c.id FROM calls c WHERE c.id > coalesce($4::uuid, "
                                        "'00000000-0000-0000-0000-000000000000') AND ") +
                         kCalls + QStringLiteral(" ORDER BY c.id LIMIT $5");
const QString kFiles =
    QStringLiteral("SELECT m.call_id, m.position, m.storage_target, m.path, m.tenant_id, m.size, m.sha256, "
                   "m.format FROM media_files m JOIN calls c ON c.id = m.call_id WHERE m.storage_target = $4 "
                   "AND m.call_id BETWEEN $5 AND $6 AND ") +
    kCalls + QStringLiteral(" ORDER BY m.call_id, m.position");
/// Waits for who is just taking one of them.
const QString kLockAll = QStringLiteral("SELECT target FROM storage_leftovers WHERE call_id = $1 ORDER BY "
                                        "target, position FOR UPDATE");
/// Somebody is removing a file of this name there, or where it may be the same place.
const QString kGoing = QStringLiteral(
    "SELECT FROM storage_leftovers l WHERE l.call_id = $1 AND (l.path = $2 OR l.position = $3) AND "
    "l.taken_by "
    "IS NOT NULL AND (l.target = $4 OR NOT EXISTS (SELECT FROM storage_pairs p WHERE p.a = least(l.target, "
    "$4::smallint) AND p.b = greatest(l.target, $4::smallint) AND NOT p.same))");
const QString kAnew = QStringLiteral(
    "path = excluded.path, since_ms = excluded.since_ms, attempts = 0, due_ms = 0, cause = '', taken_by = "
    "NULL, taken_until = NULL");
const QString kBegin =
    QStringLiteral("INSERT INTO storage_leftovers (target, call_id, position, tenant_id, path, settled, "
                   "since_ms) VALUES ($1, $2, $3, $4, $5, false, $6) ON CONFLICT (target, call_id, position) "
                   "DO UPDATE SET settled = false, ") +
    kAnew;
const QString kMine = QStringLiteral("SELECT FROM storage_leftovers WHERE target = $1 AND call_id = $2 AND "
                                     "position = $3 AND taken_by IS NULL FOR UPDATE");
const QString kSwitch = QStringLiteral(
    "UPDATE media_files SET storage_target = $4 WHERE call_id = $1 AND position = $2 AND storage_target = $3 "
    "AND path = $5 RETURNING position");
const QString kForget =
    QStringLiteral("DELETE FROM storage_leftovers WHERE target = $1 AND call_id = $2 AND position = $3");
const QString kLeave =
    QStringLiteral("INSERT INTO storage_leftovers (target, call_id, position, tenant_id, path, settled, "
                   "since_ms) VALUES ($1, $2, $3, $4, $5, true, $6) ON CONFLICT (target, call_id, position) "
                   "DO UPDATE SET settled = true, ") +
    kAnew;

qint64 numberOfKey(TargetKey key)
{
    return static_cast<qint64>(key);
}

SqlParams callsOf(const MoveFilter &filter)
{
    SqlParams params;
    filter.tenant ? params.add(static_cast<qint64>(*filter.tenant)) : params.addNull();
    params.add(filter.beginMs).add(filter.endMs);
    return params;
}

SqlParams leftoverOf(const MovableFile &file, TargetKey target, qint64 nowMs)
{
    SqlParams params;
    params.add(numberOfKey(target))
        .add(file.place.call.uuid())
        .add(qint64{file.place.position})
        .add(static_cast<qint64>(file.tenant))
        .add(packedPath(file.place.path, file.place.call))
        .add(nowMs);
    return params;
}

} // namespace

MoveCount StorageMoves::count(const MoveFilter &filter)
{
    const auto rows = m_transaction.exec(filter.from == kOwnFolder ? kCount + kNotSent : kCount,
                                         callsOf(filter).add(numberOfKey(filter.from)));
    return {numberOf(rowAt(rows, 0)[0]), numberOf(rowAt(rows, 0)[1])};
}

MoveCount StorageMoves::waiting(const MoveFilter &filter)
{
    const auto rows = m_transaction.exec(kWaiting, callsOf(filter).add(numberOfKey(filter.from)));
    return {numberOf(rowAt(rows, 0)[0]), numberOf(rowAt(rows, 0)[1])};
}

StorageMoves::Span StorageMoves::span(const MoveFilter &filter, const common::CallId &after, int calls)
{
    SqlParams asked = callsOf(filter);
    after.isNull() ? asked.addNull() : asked.add(after.uuid());
    const auto ids = m_transaction.exec(kCallIds, asked.add(qint64{calls}));
    if (ids.empty()) {
        return {};
    }
    const bool more = ids.size() == static_cast<decltype(ids.size())>(calls);
    return {uuidOf(rowAt(ids, 0)[0]), uuidOf(rowAt(ids, ids.size() - 1)[0]), more};
}

MovableFiles StorageMoves::next(const MoveFilter &filter, const common::CallId &after, int calls)
{
    MovableFiles found;
    const Span ids = span(filter, after, calls);
    if (ids.first.isNull()) {
        return found;
    }
    for (const auto &row : m_transaction.exec(
             kFiles, callsOf(filter).add(numberOfKey(filter.from)).add(ids.first).add(ids.last))) {
        const common::CallId call(uuidOf(row[0]));
        found.files.append({{call, static_cast<int>(numberOf(row[1])),
                             static_cast<TargetKey>(numberOf(row[2])), unpackedPath(textOf(row[3]), call)},
                            static_cast<TenantKey>(numberOf(row[4])),
                            numberOf(row[5]),
                            bytesOf(row[6]),
                            textOf(row[7])});
    }
    found.last = ids.more ? common::CallId(ids.last) : common::CallId();
    return found;
}

OwnFiles StorageMoves::nextOwn(const MoveFilter &filter, const common::CallId &after, int calls)
{
    OwnFiles found;
    const Span ids = span(filter, after, calls);
    if (ids.first.isNull()) {
        return found;
    }
    for (const auto &row : m_transaction.exec(kOwnFiles, callsOf(filter).add(ids.first).add(ids.last))) {
        UploadPlan file;
        file.call = common::CallId(uuidOf(row[0]));
        file.position = static_cast<int>(numberOf(row[1]));
        file.tenant = static_cast<TenantKey>(numberOf(row[2]));
        file.source = unpackedPath(textOf(row[3]), file.call);
        file.path = file.source;
        file.size = numberOf(row[4]);
        file.sha256 = bytesOf(row[5]);
        file.format = textOf(row[6]);
        file.host = textOf(row[7]);
        found.files.append(file);
    }
    found.last = ids.more ? common::CallId(ids.last) : common::CallId();
    return found;
}

bool StorageMoves::begin(const MovableFile &file, TargetKey to, qint64 nowMs)
{
    if (isGoing({file.place.call, file.place.position, to, file.place.path})) {
        return false;
    }
    m_transaction.exec(kBegin, leftoverOf(file, to, nowMs));
    return true;
}

/// Nobody takes one of the call's leftovers until the end of the transaction.
bool StorageMoves::isGoing(const FilePlace &place)
{
    m_transaction.exec(kLockAll, SqlParams().add(place.call.uuid()));
    return !m_transaction
                .exec(kGoing, SqlParams()
                                  .add(place.call.uuid())
                                  .add(packedPath(place.path, place.call))
                                  .add(qint64{place.position})
                                  .add(numberOfKey(place.target)))
                .empty();
}

MoveCount StorageMoves::redirect(const MoveFilter &filter, TargetKey to, qint64 nowMs, int most)
{
    MoveCount done;
    for (const auto &row : m_transaction.exec(
             kToRedirect,
             callsOf(filter).add(numberOfKey(filter.from)).add(numberOfKey(to)).add(qint64{most}))) {
        MovableFile file;
        file.place = {common::CallId(uuidOf(row[1])), static_cast<int>(numberOf(row[2])), filter.from,
                      textOf(row[4])};
        file.tenant = static_cast<TenantKey>(numberOf(row[3]));
        const FilePlace there{file.place.call, file.place.position, to, file.place.path};
        if (isGoing(there)) {
            continue;
        }
        forget(there); // it is wanted there now
        if (boolOf(row[6])) {
            m_transaction.exec(kBegin, leftoverOf(file, filter.from, nowMs));
        }
        m_transaction.exec(kRedirect, SqlParams().add(numberOf(row[0])).add(numberOfKey(to)));
        ++done.files;
        done.bytes += numberOf(row[5]);
    }
    return done;
}

bool StorageMoves::settle(const MovableFile &file, TargetKey to, qint64 nowMs)
{
    const FilePlace copy{file.place.call, file.place.position, to, file.place.path};
    const auto mine = m_transaction.exec(
        kMine, SqlParams().add(numberOfKey(to)).add(copy.call.uuid()).add(qint64{copy.position}));
    if (mine.empty()) {
        return false; // it was taken for left over, and is going or gone
    }
    const auto switched = m_transaction.exec(kSwitch, SqlParams()
                                                          .add(copy.call.uuid())
                                                          .add(qint64{copy.position})
                                                          .add(numberOfKey(file.place.target))
                                                          .add(numberOfKey(to))
                                                          .add(packedPath(file.place.path, file.place.call)));
    if (switched.empty()) {
        return false;
    }
    forget(copy);
    m_transaction.exec(kLeave, leftoverOf(file, file.place.target, nowMs));
    return true;
}

void StorageMoves::forget(const FilePlace &place)
{
    m_transaction.exec(
        kForget,
        SqlParams().add(numberOfKey(place.target)).add(place.call.uuid()).add(qint64{place.position}));
}

} // namespace recorder
