// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/uploadqueue.h"

#include "recorder/store/callwriter.h"
#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

namespace recorder
{

namespace
{

const QString kAdd = QStringLiteral(
    "INSERT INTO uploads (call_id, position, tenant_id, target, host, source, path, size, sha256, format, "
    "created_ms, due_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0) ON CONFLICT DO NOTHING");
/// One step of the index for each target, however many rows wait.
const QString kDueTargets = QStringLiteral(
    "SELECT t.id FROM storage_targets t WHERE EXISTS (SELECT FROM uploads u WHERE u.host = $1 AND "
    "u.target = t.id AND u.due_ms <= $2 AND (u.lease_until IS NULL OR u.lease_until < "
    "clock_timestamp())) ORDER BY t.id");
const QString kTake = QStringLiteral(
    "UPDATE uploads SET runner = $1, lease_until = clock_timestamp() + $2::bigint * interval '1 millisecond' "
    "WHERE id IN (SELECT id FROM uploads WHERE host = $3 AND target = $4 AND due_ms <= $5 AND (lease_until "
    "IS "
    "NULL OR lease_until < clock_timestamp()) AND stored = $7::boolean ORDER BY due_ms, id LIMIT $6 FOR "
    "UPDATE SKIP LOCKED) RETURNING "
    "id, call_id, position, tenant_id, target, host, source, path, size, sha256, format, attempts, stored");
/// Here and below: changes of many rows wait for none. A row that is locked is a worker's, who is about to
/// say what became of it; waiting for him while he waits for another one of ours is a deadlock.
const QString kRenew = QStringLiteral(
    "UPDATE uploads SET lease_until = clock_timestamp() + $2::bigint * interval '1 millisecond' WHERE id IN "
    "(SELECT id FROM uploads WHERE runner = $1 AND id = ANY($3::bigint[]) FOR UPDATE SKIP LOCKED)");
const QString kStored =
    QStringLiteral("UPDATE uploads SET stored = true, due_ms = $3, cause = '', runner = NULL, "
                   "lease_until = NULL WHERE id = $1 AND runner = $2 RETURNING id");
const QString kPlace =
    QStringLiteral("UPDATE media_files SET storage_target = $3, path = $4 WHERE call_id = $1 AND "
                   "position = $2 RETURNING position");
const QString kFailed = QStringLiteral(
    "UPDATE uploads SET due_ms = $3, cause = $4, attempts = attempts + 1, runner = NULL, lease_until "
    "= NULL WHERE id = $1 AND runner = $2");
const QString kGiveBack = QStringLiteral(
    "UPDATE uploads SET runner = NULL, lease_until = NULL WHERE id = ANY($1::bigint[]) AND runner = $2");
const QString kRemoved = QStringLiteral("DELETE FROM uploads WHERE id = ANY($1::bigint[]) AND runner = $2");
const QString kHurry = QStringLiteral(
    "UPDATE uploads SET due_ms = $3 WHERE id IN (SELECT id FROM uploads WHERE host = $1 AND target = $2 AND "
    "due_ms > $3 AND NOT stored FOR UPDATE SKIP LOCKED)");
const QString kPullIn = QStringLiteral(
    "UPDATE uploads SET due_ms = $2 WHERE id IN (SELECT id FROM uploads WHERE host = $1 AND due_ms > $3 FOR "
    "UPDATE SKIP LOCKED)");
const QString kBacklog = QStringLiteral(
    "SELECT t.id, t.name, u.files, u.bytes, u.oldest, u.failing, u.cause FROM (SELECT target, count(*) AS "
    "files, "
    "sum(size)::bigint AS bytes, min(created_ms) AS oldest, count(*) FILTER (WHERE cause <> '') AS failing, "
    "max(cause) AS cause FROM uploads WHERE host = $1 AND (NOT stored OR cause <> '') GROUP BY target) u "
    "JOIN storage_targets "
    "t ON "
    "t.id = u.target ORDER BY t.id");
const QString kCopies = QStringLiteral(
    "SELECT id, source FROM uploads WHERE host = $1 AND stored AND id > $2 ORDER BY id LIMIT $3");
const QString kPlacesOf = QStringLiteral(
    "SELECT u.id, m.call_id, m.position, m.storage_target, m.path FROM uploads u JOIN media_files m ON "
    "m.call_id = u.call_id AND m.position = u.position WHERE u.id = ANY($1::bigint[])");
const QString kPlaces =
    QStringLiteral("SELECT call_id, position, storage_target, path FROM media_files WHERE call_id "
                   "BETWEEN $1 AND $2 AND storage_target <> 1 ORDER BY call_id, position");
const QString kPlacedFiles =
    QStringLiteral("SELECT call_id, position, storage_target, path, size, sha256 FROM media_files WHERE "
                   "call_id BETWEEN $1 AND $2 AND storage_target <> 1 ORDER BY call_id, position");
const QString kTarget = QStringLiteral(
    "SELECT id FROM storage_targets WHERE uuid = $1 AND (tenant_id IS NULL OR tenant_id = $2) AND deleted_ms "
    "IS NULL");
const QString kTargetName = QStringLiteral("SELECT name FROM storage_targets WHERE uuid = $1");
const QString kChoices =
    QStringLiteral("SELECT uuid, name FROM storage_targets WHERE (tenant_id IS NULL OR "
                   "tenant_id = $1) AND id <> 1 AND deleted_ms IS NULL ORDER BY lower(name), id");
const QString kTimeZone = QStringLiteral(
    "SELECT time_zone FROM tenants WHERE id IN ($1, 0) AND time_zone <> '' ORDER BY id DESC LIMIT 1");

QString arrayOf(const QList<qint64> &ids)
{
    QStringList texts;
    for (const qint64 id : ids) {
        texts.append(QString::number(id));
    }
    return QLatin1Char('{') + texts.join(QLatin1Char(',')) + QLatin1Char('}');
}

UploadTask taskOf(const pqxx::row &row)
{
    UploadTask task;
    task.id = numberOf(row[0]);
    task.file.call = common::CallId(uuidOf(row[1]));
    task.file.position = static_cast<int>(numberOf(row[2]));
    task.file.tenant = static_cast<TenantKey>(numberOf(row[3]));
    task.file.target = static_cast<TargetKey>(numberOf(row[4]));
    task.file.host = textOf(row[5]);
    task.file.source = textOf(row[6]);
    task.file.path = textOf(row[7]);
    task.file.size = numberOf(row[8]);
    task.file.sha256 = bytesOf(row[9]);
    task.file.format = textOf(row[10]);
    task.attempts = static_cast<int>(numberOf(row[11]));
    task.stored = boolOf(row[12]);
    return task;
}

qint64 keyNumber(TargetKey key)
{
    return static_cast<qint64>(key);
}

} // namespace

void UploadQueue::add(const QList<UploadPlan> &files, qint64 nowMs)
{
    for (const UploadPlan &file : files) {
        m_transaction.exec(kAdd, SqlParams()
                                     .add(file.call.uuid())
                                     .add(qint64{file.position})
                                     .add(static_cast<qint64>(file.tenant))
                                     .add(keyNumber(file.target))
                                     .add(file.host)
                                     .add(file.source)
                                     .add(file.path)
                                     .add(file.size)
                                     .addBytes(file.sha256)
                                     .add(file.format)
                                     .add(nowMs));
    }
}

QList<TargetKey> UploadQueue::dueTargets(const QString &host, qint64 nowMs)
{
    QList<TargetKey> targets;
    for (const auto &row : m_transaction.exec(kDueTargets, SqlParams().add(host).add(nowMs))) {
        targets.append(static_cast<TargetKey>(numberOf(row[0])));
    }
    return targets;
}

QList<UploadTask> UploadQueue::take(const Runner &runner, TargetKey target, Work work, qint64 nowMs,
                                    int limit)
{
    QList<UploadTask> tasks;
    for (const auto &row : m_transaction.exec(
             kTake, SqlParams()
                        .add(runner.id)
                        .add(qint64{runner.lease.count()})
                        .add(runner.host)
                        .add(keyNumber(target))
                        .add(nowMs)
                        .add(qint64{limit})
                        .add(work == Work::RemoveCopy ? QStringLiteral("t") : QStringLiteral("f")))) {
        tasks.append(taskOf(row));
    }
    return tasks;
}

void UploadQueue::renew(const Runner &runner, const QList<qint64> &held)
{
    if (!held.isEmpty()) {
        m_transaction.exec(kRenew,
                           SqlParams().add(runner.id).add(qint64{runner.lease.count()}).add(arrayOf(held)));
    }
}

bool UploadQueue::stored(const Runner &runner, const UploadTask &task, qint64 removeMs)
{
    if (m_transaction.exec(kStored, SqlParams().add(task.id).add(runner.id).add(removeMs)).empty()) {
        return false;
    }
    // The call's row may be gone meanwhile; then nobody will read the file, and its local copy goes all the
    // same.
    m_transaction.exec(kPlace, SqlParams()
                                   .add(task.file.call.uuid())
                                   .add(qint64{task.file.position})
                                   .add(keyNumber(task.file.target))
                                   .add(packedPath(task.file.path, task.file.call)));
    return true;
}

void UploadQueue::failed(const Runner &runner, qint64 id, qint64 dueMs, const QString &cause)
{
    m_transaction.exec(kFailed, SqlParams().add(id).add(runner.id).add(dueMs).add(cause));
}

void UploadQueue::giveBack(const Runner &runner, const QList<qint64> &ids)
{
    m_transaction.exec(kGiveBack, SqlParams().add(arrayOf(ids)).add(runner.id));
}

void UploadQueue::removed(const Runner &runner, const QList<qint64> &ids)
{
    m_transaction.exec(kRemoved, SqlParams().add(arrayOf(ids)).add(runner.id));
}

void UploadQueue::pullIn(const QString &host, qint64 nowMs)
{
    m_transaction.exec(kPullIn, SqlParams().add(host).add(nowMs).add(nowMs + kLatestMs));
}

void UploadQueue::hurry(const QString &host, TargetKey target, qint64 nowMs)
{
    m_transaction.exec(kHurry, SqlParams().add(host).add(keyNumber(target)).add(nowMs));
}

QList<UploadBacklog> UploadQueue::backlog(const QString &host)
{
    QList<UploadBacklog> all;
    for (const auto &row : m_transaction.exec(kBacklog, SqlParams().add(host))) {
        all.append({static_cast<TargetKey>(numberOf(row[0])), textOf(row[1]), numberOf(row[2]),
                    numberOf(row[3]), numberOf(row[4]), numberOf(row[5]), textOf(row[6])});
    }
    return all;
}

QList<UploadQueue::Copy> UploadQueue::copies(const QString &host, qint64 after, int limit)
{
    QList<Copy> found;
    for (const auto &row : m_transaction.exec(kCopies, SqlParams().add(host).add(after).add(qint64{limit}))) {
        found.append({numberOf(row[0]), textOf(row[1])});
    }
    return found;
}

QHash<qint64, FilePlace> placesOf(Transaction &transaction, const QList<UploadTask> &tasks)
{
    QList<qint64> ids;
    for (const UploadTask &task : tasks) {
        ids.append(task.id);
    }
    QHash<qint64, FilePlace> places;
    for (const auto &row : transaction.exec(kPlacesOf, SqlParams().add(arrayOf(ids)))) {
        const common::CallId call(uuidOf(row[1]));
        places.insert(numberOf(row[0]),
                      {call, static_cast<int>(numberOf(row[2])), static_cast<TargetKey>(numberOf(row[3])),
                       unpackedPath(textOf(row[4]), call)});
    }
    return places;
}

QList<FilePlace> placesOnTargets(Transaction &transaction, const common::CallId &first,
                                 const common::CallId &last)
{
    QList<FilePlace> places;
    for (const auto &row : transaction.exec(kPlaces, SqlParams().add(first.uuid()).add(last.uuid()))) {
        const common::CallId call(uuidOf(row[0]));
        places.append({call, static_cast<int>(numberOf(row[1])), static_cast<TargetKey>(numberOf(row[2])),
                       unpackedPath(textOf(row[3]), call)});
    }
    return places;
}

PlacedFiles filesOnTargets(Transaction &transaction, const common::CallId &after, int calls)
{
    const QUuid none = QUuid::fromString(QLatin1String("00000000-0000-0000-0000-000000000000"));
    const auto ids = transaction.exec(
        QStringLiteral(
            "SELECT id FROM calls WHERE id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000') "
            "ORDER BY id LIMIT $2"),
        SqlParams().add(after.isNull() ? none : after.uuid()).add(qint64{calls}));
    PlacedFiles found;
    if (ids.empty()) {
        return found;
    }
    const QUuid last = uuidOf(rowAt(ids, ids.size() - 1)[0]);
    for (const auto &row :
         transaction.exec(kPlacedFiles, SqlParams().add(uuidOf(rowAt(ids, 0)[0])).add(last))) {
        const common::CallId call(uuidOf(row[0]));
        found.files.append({{call, static_cast<int>(numberOf(row[1])),
                             static_cast<TargetKey>(numberOf(row[2])), unpackedPath(textOf(row[3]), call)},
                            numberOf(row[4]),
                            bytesOf(row[5])});
    }
    found.last =
        ids.size() < static_cast<decltype(ids.size())>(calls) ? common::CallId() : common::CallId(last);
    return found;
}

std::optional<TargetKey> targetOf(Transaction &transaction, TenantKey tenant, const QUuid &id)
{
    const auto rows = transaction.exec(kTarget, SqlParams().add(id).add(static_cast<qint64>(tenant)));
    return rows.empty() ? std::nullopt : std::optional(static_cast<TargetKey>(numberOf(rowAt(rows, 0)[0])));
}

common::Result<TargetPlace> targetPlaceOf(Transaction &transaction, TargetKey key)
{
    const auto rows =
        transaction.exec(QStringLiteral("SELECT kind, location FROM storage_targets WHERE id = $1"),
                         SqlParams().add(keyNumber(key)));
    if (rows.empty()) {
        return common::fail(common::ErrorCode::NotFound, QStringLiteral("no such storage target"));
    }
    return TargetPlace{textOf(rowAt(rows, 0)[0]), textOf(rowAt(rows, 0)[1])};
}

QString targetNameOf(Transaction &transaction, const QUuid &id)
{
    const auto rows = transaction.exec(kTargetName, SqlParams().add(id));
    return rows.empty() ? QString() : textOf(rowAt(rows, 0)[0]);
}

QList<TargetChoice> targetChoices(Transaction &transaction, TenantKey tenant)
{
    QList<TargetChoice> choices;
    for (const auto &row : transaction.exec(kChoices, SqlParams().add(static_cast<qint64>(tenant)))) {
        choices.append({textOf(row[0]), textOf(row[1])});
    }
    return choices;
}

QString timeZoneOf(Transaction &transaction, TenantKey tenant)
{
    const auto rows = transaction.exec(kTimeZone, SqlParams().add(static_cast<qint64>(tenant)));
    return rows.empty() ? QString() : textOf(rowAt(rows, 0)[0]);
}

} // namespace recorder
