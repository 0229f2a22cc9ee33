// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/removalrepository.h"

#include "recorder/store/callwriter.h"
#include "recorder/store/pqxxcompat.h"
#include "recorder/store/precedence.h"
#include "recorder/store/transaction.h"
#include "recorder/store/usagerepository.h"

namespace recorder
{

namespace
{

constexpr qint64 kDayMs = 86'400'000;
/// Kinds of files up to here belong to the audio.
const QString kAudioKinds = QStringLiteral("kind <= 3");
const QString kScreenKinds = QStringLiteral("kind > 3");

/// Finished, wanted by nobody, and with every file where it belongs. On hold: by the flag, too, which a
/// statement that waited for the call's row sees as it is by then.
const QString kMayGo =
    QStringLiteral("c.state <> 0 AND (c.flags & %1) = 0 AND NOT EXISTS (SELECT FROM call_holds h WHERE "
                   "h.call_id = c.id) AND NOT EXISTS (SELECT FROM call_marks k WHERE k.call_id = c.id AND "
                   "k.kept) AND NOT EXISTS (SELECT FROM uploads u WHERE u.call_id = c.id AND NOT u.stored)")
        .arg(static_cast<quint32>(common::CallFlag::Hold));
const QString kLimited = QStringLiteral(
    "SELECT t.id, t.name, coalesce(a.files, 0), coalesce(a.bytes, 0), coalesce(c.duration, 0), "
    "coalesce(c.oldest, 0), t.audio_megabytes, t.audio_minutes, t.audio_days, coalesce(s.files, 0), "
    "coalesce(s.bytes, 0), t.screen_megabytes, t.screen_minutes, t.screen_days FROM tenants t LEFT JOIN "
    "storage_usage a ON a.tenant_id = t.id AND a.media = 1 LEFT JOIN storage_usage s ON s.tenant_id = t.id "
    "AND s.media = 2 LEFT JOIN LATERAL (SELECT sum(duration_ms)::bigint AS duration, min(day) FILTER (WHERE "
    "calls > 0) AS oldest FROM call_counts WHERE tenant_id = t.id) c ON true WHERE t.id <> 0 AND "
    "t.deleted_ms IS NULL AND greatest(t.audio_megabytes, t.audio_minutes, t.audio_days, "
    "t.screen_megabytes, t.screen_minutes, t.screen_days) >= 0 AND ($1::integer IS NULL OR t.id = "
    "$1::integer) ORDER BY t.id");
/// The calls that kMayGo leaves out, from the tables that say why: they are few, and the others many.
const QString kKept = QStringLiteral(
    "SELECT coalesce(sum(f.bytes), 0)::bigint, coalesce(sum(c.duration_ms), 0)::bigint, count(*) FILTER "
    "(WHERE c.connect_ms < $2) FROM (SELECT call_id FROM call_holds WHERE tenant_id = $1 UNION SELECT "
    "call_id FROM call_marks WHERE tenant_id = $1 AND kept UNION SELECT call_id FROM uploads WHERE tenant_id "
    "= $1 AND NOT stored UNION SELECT id FROM calls WHERE tenant_id = $1 AND state = 0) k JOIN calls c ON "
    "c.id = k.call_id AND c.tenant_id = $1 LEFT JOIN LATERAL (SELECT sum(m.size)::bigint AS bytes FROM "
    "media_files m WHERE m.call_id = c.id AND m.%1) f ON true WHERE %2");
const QString kOldest = QStringLiteral(
    "SELECT c.id, c.connect_ms, c.duration_ms, coalesce(f.bytes, 0), c.from_number, c.to_number FROM calls "
    "c LEFT JOIN LATERAL (SELECT sum(m.size)::bigint AS bytes FROM media_files m WHERE m.call_id = c.id AND "
    "m.%1) f ON true WHERE c.tenant_id = $1 AND (c.connect_ms, c.id) > ($2, coalesce($3::uuid, "
    "'00000000-0000-0000-0000-000000000000')) AND %2 AND %3 ORDER BY c.connect_ms, c.id LIMIT $4");
const QString kLock = QStringLiteral(
    "SELECT c.id FROM calls c WHERE c.id = ANY($1::uuid[]) AND c.tenant_id = $2 AND %1 ORDER BY c.id FOR "
    "UPDATE");
/// No pause lasts longer: what is due later was put off while the wall clock was ahead.
constexpr qint64 kLatestMs = 32 * qint64{86'400'000};
/// Locked, as moves do in the order of calls and positions: a move of a file must not come in between.
const QString kFiles = QStringLiteral(
    "SELECT m.call_id, m.position, m.storage_target, m.path, m.size, m.sha256, m.format, d.recorder FROM "
    "media_files m JOIN call_details d ON d.call_id = m.call_id WHERE m.call_id = ANY($1::uuid[]) AND m.%1 "
    "ORDER BY m.call_id, m.position FOR UPDATE OF m");
/// As a copy that its target has: the host that has the file unlinks it.
const QString kOwnFile = QStringLiteral(
    "INSERT INTO uploads (call_id, position, tenant_id, target, host, source, path, size, sha256, format, "
    "created_ms, due_ms, stored) VALUES ($1, $2, $3, 1, $4, $5, $5, $6, $7, $8, $9, $9, true) ON CONFLICT "
    "DO NOTHING");
const QString kTargetFile = QStringLiteral(
    "INSERT INTO file_removals (call_id, tenant_id, target, path, due_ms) VALUES ($1, $2, $3, $4, $5)");
const QString kNoteRemoved = QStringLiteral("INSERT INTO removed_calls (call_id, tenant_id, removed_ms, "
                                            "cause) SELECT unnest($1::uuid[]), $2::integer, "
                                            "$3::bigint, $4::text "
                                            "ON CONFLICT DO NOTHING");
const QString kReaders =
    QStringLiteral("SELECT u.id, u.email, ") + nearestLanguage() +
    QStringLiteral(
        " FROM users u JOIN tenants t ON t.id = u.tenant_id JOIN roles r ON r.id = u.role WHERE "
        "u.deleted_ms IS NULL AND u.active AND u.email <> '' AND ((u.tenant_id = $1 AND r.scope = "
        "'tenant' AND 'settings.edit' = ANY(r.permissions)) OR (r.scope = 'unrestricted' AND 'system.edit' = "
        "ANY(r.permissions))) ORDER BY u.id LIMIT 100");

qint64 keyNumber(TenantKey tenant)
{
    return static_cast<qint64>(tenant);
}

QList<QUuid> uuidsOf(const QList<common::CallId> &calls)
{
    QList<QUuid> ids;
    for (const common::CallId &call : calls) {
        ids.append(call.uuid());
    }
    return ids;
}

const QString &kindsOf(LimitedMedia media)
{
    return media == LimitedMedia::Audio ? kAudioKinds : kScreenKinds;
}

QString callsOf(LimitedMedia media)
{
    return media == LimitedMedia::Audio
               ? QStringLiteral("true")
               : QStringLiteral("EXISTS (SELECT FROM media_files m WHERE m.call_id = c.id AND m.kind > 3)");
}

qint64 daysSince(qint64 oldestDay, qint64 nowMs)
{
    return oldestDay == 0 ? 0 : std::max<qint64>(0, nowMs / kDayMs - oldestDay);
}

} // namespace

QList<LimitedTenant> RemovalRepository::limited(qint64 nowMs, std::optional<TenantKey> only)
{
    QList<LimitedTenant> tenants;
    SqlParams asked;
    only ? asked.add(keyNumber(*only)) : asked.addNull();
    for (const auto &row : m_transaction.exec(kLimited, asked)) {
        LimitedTenant tenant;
        tenant.key = static_cast<TenantKey>(numberOf(row[0]));
        tenant.name = textOf(row[1]);
        tenant.audioMs = numberOf(row[4]);
        tenant.audio = {
            numberOf(row[2]), numberOf(row[3]), tenant.audioMs / 60000, daysSince(numberOf(row[5]), nowMs),
            numberOf(row[6]), numberOf(row[7]), numberOf(row[8])};
        tenant.screen = {numberOf(row[9]),  numberOf(row[10]), 0, 0, numberOf(row[11]),
                         numberOf(row[12]), numberOf(row[13])};
        tenants.append(tenant);
    }
    QList<TenantKey> filming;
    for (const LimitedTenant &tenant : std::as_const(tenants)) {
        if (tenant.screen.files > 0) {
            filming.append(tenant.key);
        }
    }
    const auto uses = screenUseOf(m_transaction, filming);
    for (LimitedTenant &tenant : tenants) {
        if (const auto use = uses.constFind(tenant.key); use != uses.constEnd()) {
            tenant.screenMs = use->durationMs;
            addScreenUse(tenant.screen, *use, nowMs);
        }
    }
    return tenants;
}

KeptUse RemovalRepository::kept(TenantKey tenant, LimitedMedia media, qint64 beforeMs)
{
    const auto rows = m_transaction.exec(kKept.arg(kindsOf(media), callsOf(media)),
                                         SqlParams().add(keyNumber(tenant)).add(beforeMs));
    return {numberOf(rows[0][0]), numberOf(rows[0][1]), numberOf(rows[0][2])};
}

QList<RemovableCall> RemovalRepository::oldest(TenantKey tenant, LimitedMedia media, const Place &after,
                                               int limit)
{
    QList<RemovableCall> calls;
    for (const auto &row :
         m_transaction.exec(kOldest.arg(kindsOf(media), kMayGo, callsOf(media)), SqlParams()
                                                                                     .add(keyNumber(tenant))
                                                                                     .add(after.connectMs)
                                                                                     .add(after.id.uuid())
                                                                                     .add(qint64{limit}))) {
        calls.append({common::CallId(uuidOf(row[0])), numberOf(row[1]), numberOf(row[2]), numberOf(row[3]),
                      textOf(row[4]) + QStringLiteral(" - ") + textOf(row[5])});
    }
    return calls;
}

void RemovalRepository::removeFiles(const QList<QUuid> &calls, const QString &kinds, TenantKey tenant,
                                    qint64 nowMs)
{
    for (const auto &row : m_transaction.exec(kFiles.arg(kinds), SqlParams().addArray(calls))) {
        const common::CallId call(uuidOf(row[0]));
        const QString path = unpackedPath(textOf(row[3]), call);
        const qint64 target = numberOf(row[2]);
        if (target == static_cast<qint64>(kOwnFolder)) {
            m_transaction.exec(kOwnFile, SqlParams()
                                             .add(call.uuid())
                                             .add(numberOf(row[1]))
                                             .add(keyNumber(tenant))
                                             .add(textOf(row[7]))
                                             .add(path)
                                             .add(numberOf(row[4]))
                                             .addBytes(bytesOf(row[5]))
                                             .add(textOf(row[6]))
                                             .add(nowMs));
        } else {
            m_transaction.exec(
                kTargetFile,
                SqlParams().add(call.uuid()).add(keyNumber(tenant)).add(target).add(path).add(nowMs));
        }
    }
}

QList<common::CallId> RemovalRepository::lock(const QList<common::CallId> &calls, TenantKey tenant)
{
    QList<common::CallId> locked;
    for (const auto &row :
         m_transaction.exec(kLock.arg(kMayGo), SqlParams().addArray(uuidsOf(calls)).add(keyNumber(tenant)))) {
        locked.append(common::CallId(uuidOf(row[0])));
    }
    return locked;
}

QList<common::CallId> RemovalRepository::remove(TenantKey tenant, LimitedMedia media,
                                                const QList<common::CallId> &calls, const QString &cause,
                                                qint64 nowMs)
{
    // Twice: what somebody wrote beside a call while its row was waited for is seen by a statement that
    // begins after that: a hold, files that were sent to a target.
    const QList<common::CallId> gone = lock(lock(calls, tenant), tenant);
    if (gone.isEmpty()) {
        return gone;
    }
    const QList<QUuid> ids = uuidsOf(gone);
    const bool whole = media == LimitedMedia::Audio;
    removeFiles(ids, whole ? QStringLiteral("kind > 0") : kScreenKinds, tenant, nowMs);
    if (!whole) {
        m_transaction.exec(QStringLiteral("DELETE FROM media_files WHERE call_id = ANY($1::uuid[]) AND ") +
                               kScreenKinds,
                           SqlParams().addArray(ids));
        return gone;
    }
    for (const char *table : {"media_files", "participants", "call_details", "call_marks"}) {
        m_transaction.exec(
            QStringLiteral("DELETE FROM %1 WHERE call_id = ANY($1::uuid[])").arg(QLatin1String(table)),
            SqlParams().addArray(ids));
    }
    m_transaction.exec(QStringLiteral("DELETE FROM calls WHERE id = ANY($1::uuid[])"),
                       SqlParams().addArray(ids));
    m_transaction.exec(kNoteRemoved, SqlParams().addArray(ids).add(keyNumber(tenant)).add(nowMs).add(cause));
    return gone;
}

QList<TargetKey> RemovalRepository::dueTargets(qint64 nowMs)
{
    QList<TargetKey> targets;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT DISTINCT target FROM file_removals WHERE due_ms <= $1 OR due_ms > "
                            "$2 ORDER BY target"),
             SqlParams().add(nowMs).add(nowMs + kLatestMs))) {
        targets.append(static_cast<TargetKey>(numberOf(row[0])));
    }
    return targets;
}

QList<FileRemoval> RemovalRepository::due(TargetKey target, qint64 nowMs, int limit)
{
    QList<FileRemoval> files;
    for (const auto &row : m_transaction.exec(
             QStringLiteral(
                 "SELECT id, path, attempts FROM file_removals WHERE target = $1 AND (due_ms <= $2 "
                 "OR due_ms > $4) ORDER BY due_ms, id LIMIT $3"),
             SqlParams()
                 .add(static_cast<qint64>(target))
                 .add(nowMs)
                 .add(qint64{limit})
                 .add(nowMs + kLatestMs))) {
        files.append({numberOf(row[0]), target, textOf(row[1]), static_cast<int>(numberOf(row[2]))});
    }
    return files;
}

void RemovalRepository::removed(const QList<qint64> &ids)
{
    QStringList texts;
    for (const qint64 id : ids) {
        texts.append(QString::number(id));
    }
    m_transaction.exec(QStringLiteral("DELETE FROM file_removals WHERE id = ANY($1::bigint[])"),
                       SqlParams().addArray(texts));
}

void RemovalRepository::failed(qint64 id, qint64 dueMs, const QString &cause)
{
    m_transaction.exec(
        QStringLiteral(
            "UPDATE file_removals SET due_ms = $2, cause = $3, attempts = attempts + 1 WHERE id = $1"),
        SqlParams().add(id).add(dueMs).add(cause));
}

int RemovalRepository::warnedStep(TenantKey tenant, LimitedMedia media)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT step FROM storage_warnings WHERE tenant_id = $1 AND media = $2"),
        SqlParams().add(keyNumber(tenant)).add(qint64{static_cast<int>(media)}));
    return rows.empty() ? 0 : static_cast<int>(numberOf(rows[0][0]));
}

void RemovalRepository::setWarnedStep(TenantKey tenant, LimitedMedia media, int step, qint64 nowMs)
{
    SqlParams params;
    params.add(keyNumber(tenant)).add(qint64{static_cast<int>(media)});
    if (step == 0) {
        m_transaction.exec(QStringLiteral("DELETE FROM storage_warnings WHERE tenant_id = $1 AND media = $2"),
                           params);
        return;
    }
    m_transaction.exec(
        QStringLiteral(
            "INSERT INTO storage_warnings (tenant_id, media, step, crossed_ms) VALUES ($1, $2, $3, "
            "$4) ON CONFLICT (tenant_id, media) DO UPDATE SET step = excluded.step, crossed_ms = "
            "excluded.crossed_ms"),
        params.add(qint64{step}).add(nowMs));
}

QList<RemovalRepository::Reader> RemovalRepository::readersOfWarnings(TenantKey tenant)
{
    QList<Reader> readers;
    for (const auto &row : m_transaction.exec(kReaders, SqlParams().add(keyNumber(tenant)))) {
        readers.append({common::UserId(uuidOf(row[0])), textOf(row[1]), textOf(row[2])});
    }
    return readers;
}

qint64 RemovalRepository::lastTrialMs(const QString &kind)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT coalesce(max(ended_ms), 0) FROM jobs WHERE kind = $1 AND dry_run AND state = "
                       "'done'"),
        SqlParams().add(kind));
    return numberOf(rows[0][0]);
}

QSet<common::CallId> removedOf(Transaction &transaction, const QList<common::CallId> &calls)
{
    QSet<common::CallId> removed;
    for (const auto &row :
         transaction.exec(QStringLiteral("SELECT call_id FROM removed_calls WHERE call_id = ANY($1::uuid[])"),
                          SqlParams().addArray(uuidsOf(calls)))) {
        removed.insert(common::CallId(uuidOf(row[0])));
    }
    return removed;
}

} // namespace recorder
