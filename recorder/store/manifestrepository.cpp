// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/manifestrepository.h"

#include "recorder/store/callwriter.h"
#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

#include <QMap>

namespace recorder
{

namespace
{

const QString kDue = QStringLiteral(
    "SELECT p.tenant_id, t.uuid, (p.noted AT TIME ZONE 'UTC')::date::text FROM manifest_pending p JOIN "
    "tenants t ON t.id = p.tenant_id WHERE p.noted < date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME "
    "ZONE 'UTC' ORDER BY p.noted, p.tenant_id LIMIT 1");
const QString kPending = QStringLiteral(
    "SELECT call_id, position FROM manifest_pending WHERE tenant_id = $1 AND noted >= $2::timestamp AT TIME "
    "ZONE 'UTC' AND noted < ($2::timestamp + interval '1 day') AT TIME ZONE 'UTC' ORDER BY call_id, position "
    "LIMIT $3");
/// By a range of calls, which is what the index of files knows.
const QString kFiles = QStringLiteral(
    "SELECT m.call_id, m.position, m.kind, m.size, m.sha256, m.format, m.path, (SELECT k.fingerprint FROM "
    "tenant_keys k WHERE k.id = m.key_id) FROM media_files m WHERE m.call_id BETWEEN $1 AND $2 AND "
    "m.tenant_id = $3");
const QString kColumns = QStringLiteral(
    "SELECT tenant_id, number, day::text, files, made_ms, key_id, signature, hash, content FROM "
    "file_manifests WHERE tenant_id = $1 AND ");
constexpr int kLockOfManifests = 71263024;

common::MediaFile fileOf(const pqxx::row &row)
{
    common::MediaFile file;
    file.kind = static_cast<common::MediaFile::Kind>(numberOf(row[2]) - 1);
    file.size = numberOf(row[3]);
    file.sha256 = bytesOf(row[4]);
    file.format = textOf(row[5]);
    file.path = unpackedPath(textOf(row[6]), common::CallId(uuidOf(row[0])));
    file.keyFingerprint = bytesOf(row[7]);
    return file;
}

QDate dateOf(const pqxx::field &field)
{
    return QDate::fromString(textOf(field), Qt::ISODate);
}

qint64 numberOfTenant(TenantKey tenant)
{
    return static_cast<qint64>(tenant);
}

} // namespace

std::optional<DueManifest> ManifestRepository::due()
{
    const auto rows = m_transaction.exec(kDue);
    if (rows.empty()) {
        return std::nullopt;
    }
    const auto row = rowAt(rows, 0);
    return DueManifest{static_cast<TenantKey>(numberOf(row[0])), uuidOf(row[1]), dateOf(row[2])};
}

void ManifestRepository::lock()
{
    m_transaction.exec(QStringLiteral("SELECT pg_advisory_xact_lock(%1)").arg(kLockOfManifests));
}

QList<PendingFile> ManifestRepository::pending(const DueManifest &due, int limit)
{
    QList<PendingFile> files;
    QMap<std::pair<QUuid, int>, qsizetype> places;
    for (const auto &row : m_transaction.exec(kPending, SqlParams()
                                                            .add(numberOfTenant(due.tenant))
                                                            .add(due.day.toString(Qt::ISODate))
                                                            .add(qint64{limit}))) {
        const QUuid call = uuidOf(row[0]);
        const auto position = static_cast<int>(numberOf(row[1]));
        places.insert({call, position}, files.size());
        files.append({common::CallId(call), position, std::nullopt});
    }
    if (files.isEmpty()) {
        return files;
    }
    for (const auto &row : m_transaction.exec(kFiles, SqlParams()
                                                          .add(files.first().call.uuid())
                                                          .add(files.last().call.uuid())
                                                          .add(numberOfTenant(due.tenant)))) {
        const auto place = places.constFind({uuidOf(row[0]), static_cast<int>(numberOf(row[1]))});
        if (place != places.cend()) {
            files[*place].file = fileOf(row);
        }
    }
    return files;
}

void ManifestRepository::forget(const QList<PendingFile> &files)
{
    QStringList calls;
    QStringList positions;
    for (const PendingFile &file : files) {
        calls.append(file.call.toString());
        positions.append(QString::number(file.position));
    }
    m_transaction.exec(
        QStringLiteral(
            "DELETE FROM manifest_pending p USING unnest($1::uuid[], $2::smallint[]) AS d (call_id, "
            "position) WHERE p.call_id = d.call_id AND p.position = d.position"),
        SqlParams().addArray(calls).addArray(positions));
}

bool ManifestRepository::isPending(const common::CallId &call, std::optional<int> position)
{
    SqlParams params;
    params.add(call.uuid());
    QString sql = QStringLiteral("SELECT 1 FROM manifest_pending WHERE call_id = $1");
    if (position) {
        params.add(qint64{*position});
        sql += QStringLiteral(" AND position = $2");
    }
    return !m_transaction.exec(sql, params).empty();
}

QList<StoredManifest> ManifestRepository::read(const QString &rest, const SqlParams &params)
{
    QList<StoredManifest> manifests;
    for (const auto &row : m_transaction.exec(kColumns + rest, params)) {
        StoredManifest manifest;
        manifest.tenant = static_cast<TenantKey>(numberOf(row[0]));
        manifest.number = numberOf(row[1]);
        manifest.day = dateOf(row[2]);
        manifest.files = static_cast<int>(numberOf(row[3]));
        manifest.madeMs = numberOf(row[4]);
        manifest.keyId = textOf(row[5]);
        manifest.signature = bytesOf(row[6]);
        manifest.hash = bytesOf(row[7]);
        manifest.text = QByteArray(row[8].c_str(), static_cast<qsizetype>(row[8].size()));
        manifests.append(std::move(manifest));
    }
    return manifests;
}

std::optional<StoredManifest> ManifestRepository::last(TenantKey tenant)
{
    const auto rows = m_transaction.exec(QStringLiteral("SELECT number, hash FROM file_manifests WHERE "
                                                        "tenant_id = $1 ORDER BY number DESC LIMIT 1"),
                                         SqlParams().add(numberOfTenant(tenant)));
    if (rows.empty()) {
        return std::nullopt;
    }
    StoredManifest manifest;
    manifest.tenant = tenant;
    manifest.number = numberOf(rowAt(rows, 0)[0]);
    manifest.hash = bytesOf(rowAt(rows, 0)[1]);
    return manifest;
}

void ManifestRepository::insert(const StoredManifest &manifest)
{
    m_transaction.exec(QStringLiteral("INSERT INTO file_manifests (tenant_id, number, day, files, made_ms, "
                                      "key_id, content, signature, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, "
                                      "$8, $9)"),
                       SqlParams()
                           .add(numberOfTenant(manifest.tenant))
                           .add(manifest.number)
                           .add(manifest.day.toString(Qt::ISODate))
                           .add(qint64{manifest.files})
                           .add(manifest.madeMs)
                           .add(manifest.keyId)
                           .add(QString::fromUtf8(manifest.text))
                           .addBytes(manifest.signature)
                           .addBytes(manifest.hash));
}

std::optional<StoredManifest> ManifestRepository::at(TenantKey tenant, qint64 number)
{
    const auto found =
        read(QStringLiteral("number = $2"), SqlParams().add(numberOfTenant(tenant)).add(number));
    return found.isEmpty() ? std::nullopt : std::optional(found.first());
}

std::optional<StoredManifest> ManifestRepository::after(TenantKey tenant, qint64 number, QDate from, QDate to)
{
    const auto day = [](const QDate &date) {
        return date.isValid() ? date.toString(Qt::ISODate) : QStringLiteral("");
    };
    const auto found =
        read(QStringLiteral("number > $2 AND ($3::text = '' OR day >= nullif($3::text, '')::date) AND "
                            "($4::text = '' OR day <= nullif($4::text, '')::date) ORDER BY number LIMIT 1"),
             SqlParams().add(numberOfTenant(tenant)).add(number).add(day(from)).add(day(to)));
    return found.isEmpty() ? std::nullopt : std::optional(found.first());
}

QList<StoredManifest> ManifestRepository::naming(TenantKey tenant, const common::CallId &call, QDate from,
                                                 QDate to, int limit)
{
    // The line's beginning: a name that holds the id finds nothing.
    return read(QStringLiteral("day >= $2 AND day <= $3::date AND position(chr(10) || "
                               "'file ' || $4::text || ' ' IN content) > 0 ORDER BY number LIMIT $5"),
                SqlParams()
                    .add(numberOfTenant(tenant))
                    .add(from.toString(Qt::ISODate))
                    .add(to.isValid() ? to.toString(Qt::ISODate) : QStringLiteral("infinity"))
                    .add(call.toString())
                    .add(qint64{limit}));
}

std::optional<ManifestTenant> ManifestRepository::tenantOf(const common::CallId &call)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT c.tenant_id, t.uuid FROM calls c JOIN tenants t ON t.id = c.tenant_id WHERE "
                       "c.id = $1"),
        SqlParams().add(call.uuid()));
    if (rows.empty()) {
        return std::nullopt;
    }
    const auto row = rowAt(rows, 0);
    return ManifestTenant{static_cast<TenantKey>(numberOf(row[0])), uuidOf(row[1])};
}

} // namespace recorder
