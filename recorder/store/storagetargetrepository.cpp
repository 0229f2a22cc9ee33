// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/storagetargetrepository.h"

#include "recorder/store/listsource.h"
#include "recorder/store/pqxxcompat.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace recorder
{

namespace
{

using common::StorageTargetRecord;

const QString kColumns =
    QStringLiteral("s.uuid, coalesce(t.uuid::text, ''), coalesce(t.name, ''), s.name, s.kind, s.location, "
                   "s.settings::text, s.version, s.id, s.tenant_id, s.secrets, s.deleted_ms IS NOT NULL, "
                   "s.tested_ms, s.tested_step, s.tested_cause");
const QString kFrom = QStringLiteral("storage_targets s LEFT JOIN tenants t ON t.id = s.tenant_id");
const QString kInsert = QStringLiteral(
    "INSERT INTO storage_targets (uuid, name, kind, location, settings, secrets, tenant_id) VALUES "
    "($1, $2, $3, $4, $5::jsonb, nullif($6::bytea, ''::bytea), $7)");
const QString kUpdate = QStringLiteral(
    "UPDATE storage_targets SET name = $2, kind = $3, location = $4, settings = $5::jsonb, secrets = "
    "nullif($6::bytea, ''::bytea), version = version + 1, tested_ms = 0, tested_step = '', tested_cause = '' "
    "WHERE uuid = $1");

template <typename T>
struct Member {
    QLatin1String key;
    T StorageTargetRecord::*member;
};
const Member<QString> kTexts[]{{QLatin1String("host"), &StorageTargetRecord::host},
                               {QLatin1String("user"), &StorageTargetRecord::user},
                               {QLatin1String("host_key"), &StorageTargetRecord::hostKey},
                               {QLatin1String("bucket"), &StorageTargetRecord::bucket},
                               {QLatin1String("access_key_id"), &StorageTargetRecord::accessKeyId},
                               {QLatin1String("endpoint"), &StorageTargetRecord::endpoint},
                               {QLatin1String("region"), &StorageTargetRecord::region},
                               {QLatin1String("proxy_host"), &StorageTargetRecord::proxyHost},
                               {QLatin1String("proxy_user"), &StorageTargetRecord::proxyUser},
                               {QLatin1String("ca_certificates"), &StorageTargetRecord::caCertificates}};
const Member<int> kNumbers[]{{QLatin1String("port"), &StorageTargetRecord::port},
                             {QLatin1String("signature_version"), &StorageTargetRecord::signatureVersion},
                             {QLatin1String("proxy_port"), &StorageTargetRecord::proxyPort}};
const Member<bool> kFlags[]{
    {QLatin1String("require_tls"), &StorageTargetRecord::requireTls},
    {QLatin1String("implicit_tls"), &StorageTargetRecord::implicitTls},
    {QLatin1String("posix_rename"), &StorageTargetRecord::posixRename},
    {QLatin1String("virtual_host"), &StorageTargetRecord::virtualHost},
    {QLatin1String("sse"), &StorageTargetRecord::sse},
    {QLatin1String("use_proxy"), &StorageTargetRecord::useProxy},
    {QLatin1String("has_password"), &StorageTargetRecord::hasPassword},
    {QLatin1String("has_ssh_key"), &StorageTargetRecord::hasSshKey},
    {QLatin1String("has_secret_access_key"), &StorageTargetRecord::hasSecretAccessKey},
    {QLatin1String("has_proxy_password"), &StorageTargetRecord::hasProxyPassword}};

QString settingsOf(const StorageTargetRecord &record)
{
    QJsonObject json;
    for (const auto &text : kTexts) {
        json.insert(text.key, record.*text.member);
    }
    for (const auto &number : kNumbers) {
        json.insert(number.key, record.*number.member);
    }
    for (const auto &flag : kFlags) {
        json.insert(flag.key, record.*flag.member);
    }
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

void readSettings(const QString &text, StorageTargetRecord &record)
{
    const QJsonObject json = QJsonDocument::fromJson(text.toUtf8()).object();
    for (const auto &one : kTexts) {
        record.*one.member = json.value(one.key).toString(record.*one.member);
    }
    for (const auto &number : kNumbers) {
        record.*number.member = json.value(number.key).toInt(record.*number.member);
    }
    for (const auto &flag : kFlags) {
        record.*flag.member = json.value(flag.key).toBool(record.*flag.member);
    }
}

StoredTarget targetOf(const pqxx::row &row)
{
    StoredTarget target;
    StorageTargetRecord &record = target.record;
    record.id = textOf(row[0]);
    record.tenantId = textOf(row[1]);
    record.tenant = textOf(row[2]);
    record.name = textOf(row[3]);
    record.kind = textOf(row[4]);
    record.basePath = textOf(row[5]);
    readSettings(textOf(row[6]), record);
    record.version = static_cast<int>(numberOf(row[7]));
    target.key = static_cast<int>(numberOf(row[8]));
    if (!row[9].is_null()) {
        target.tenant = static_cast<TenantKey>(numberOf(row[9]));
    }
    record.system = !target.tenant;
    record.builtIn = target.key == StorageTargetRepository::kBuiltIn;
    target.secrets = row[10].is_null() ? QByteArray() : bytesOf(row[10]);
    target.removed = boolOf(row[11]);
    record.testedMs = numberOf(row[12]);
    record.testedStep = textOf(row[13]);
    record.testedCause = textOf(row[14]);
    return target;
}

SqlParams paramsOf(const QUuid &id, const StorageTargetRecord &record, const QByteArray &secrets)
{
    SqlParams params;
    params.add(id)
        .add(record.name)
        .add(record.kind)
        .add(record.basePath)
        .add(settingsOf(record))
        .addBytes(secrets);
    return params;
}

} // namespace

common::Result<common::ListPageOf<StorageTargetRecord>>
StorageTargetRepository::list(std::optional<TenantKey> tenant, const common::ListQuery &query)
{
    ListSource source{kColumns,
                      kFrom,
                      QStringLiteral("s.uuid"),
                      {{QStringLiteral("name"), QStringLiteral("lower(s.name)")},
                       {QStringLiteral("kind"), QStringLiteral("s.kind")},
                       {QStringLiteral("tenant"), QStringLiteral("lower(coalesce(t.name, ''))")}},
                      QStringLiteral("name")};
    source.where.append(QStringLiteral("s.deleted_ms IS NULL AND t.deleted_ms IS NULL"));
    if (tenant) {
        source.params.add(static_cast<qint64>(*tenant));
        source.where.append(QStringLiteral("s.tenant_id = ") + source.params.last());
    }
    static const ListFields kFields{{QStringLiteral("name"), textField(QStringLiteral("s.name"))},
                                    {QStringLiteral("kind"), wordField(QStringLiteral("s.kind"))},
                                    {QStringLiteral("tenant"), idField(QStringLiteral("t.uuid = ANY(%1)"))}};
    if (common::Status applied =
            applyQuery(query, kFields, {QStringLiteral("s.name"), QStringLiteral("s.location")}, source);
        !applied) {
        return common::propagate(applied);
    }
    return readPage<StorageTargetRecord>(m_transaction, source, query,
                                         [](const pqxx::row &row) { return targetOf(row).record; });
}

std::optional<StoredTarget> StorageTargetRepository::find(std::optional<TenantKey> tenant, const QUuid &id)
{
    SqlParams params;
    params.add(id);
    QString condition = QStringLiteral("s.uuid = $1");
    if (tenant) {
        params.add(static_cast<qint64>(*tenant));
        condition += QStringLiteral(" AND s.tenant_id = $2");
    }
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT %1 FROM %2 WHERE %3").arg(kColumns, kFrom, condition), params);
    return rows.empty() ? std::nullopt : std::optional(targetOf(rowAt(rows, 0)));
}

std::optional<StoredTarget> StorageTargetRepository::findByKey(int key)
{
    const auto rows =
        m_transaction.exec(QStringLiteral("SELECT %1 FROM %2 WHERE s.id = $1").arg(kColumns, kFrom),
                           SqlParams().add(qint64{key}));
    if (rows.empty()) {
        return std::nullopt;
    }
    StoredTarget target = targetOf(rowAt(rows, 0));
    target.hasFiles = target.record.kind == QLatin1String("local") && !target.record.builtIn && hasFiles(key);
    return target;
}

QList<StoredTarget> StorageTargetRepository::besides(const QString &kind, std::optional<TenantKey> owner)
{
    SqlParams params;
    params.add(kind).add(qint64{kBuiltIn});
    owner ? params.add(static_cast<qint64>(*owner)) : params.addNull();
    QList<StoredTarget> targets;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT %1 FROM %2 WHERE s.kind = $1 AND s.id <> $2 AND s.deleted_ms IS NULL AND "
                            "($3::integer IS NULL OR s.tenant_id IS NULL OR s.tenant_id = $3::integer)")
                 .arg(kColumns, kFrom),
             params)) {
        targets.append(targetOf(row));
    }
    return targets;
}

bool StorageTargetRepository::isNameTaken(std::optional<TenantKey> tenant, const QString &name,
                                          const QUuid &except)
{
    SqlParams params;
    params.add(name).add(except);
    tenant ? params.add(static_cast<qint64>(*tenant)) : params.addNull();
    return !m_transaction
                .exec(
                    QStringLiteral(
                        "SELECT FROM storage_targets WHERE tenant_id IS NOT DISTINCT FROM $3::integer AND "
                        "lower(name) = lower($1) AND deleted_ms IS NULL AND uuid IS DISTINCT FROM $2::uuid"),
                    params)
                .empty();
}

void StorageTargetRepository::insert(const QUuid &id, std::optional<TenantKey> tenant,
                                     const StorageTargetRecord &record, const QByteArray &secrets)
{
    SqlParams params = paramsOf(id, record, secrets);
    tenant ? params.add(static_cast<qint64>(*tenant)) : params.addNull();
    m_transaction.exec(kInsert, params);
}

void StorageTargetRepository::update(const StorageTargetRecord &record, const QByteArray &secrets)
{
    const QUuid id = QUuid::fromString(record.id);
    m_transaction.exec(kUpdate, paramsOf(id, record, secrets));
    // Whether it is another one's place is to be looked at anew.
    m_transaction.exec(QStringLiteral("DELETE FROM storage_pairs p USING storage_targets s WHERE s.uuid = $1 "
                                      "AND (p.a = s.id OR p.b = s.id)"),
                       SqlParams().add(id));
}

void StorageTargetRepository::setRemoved(const QUuid &id, std::optional<qint64> nowMs, const QString &by)
{
    SqlParams params;
    params.add(id).add(by);
    m_transaction.exec(
        QStringLiteral("UPDATE storage_targets SET deleted_ms = $3, deleted_by = $2, version = version + 1 "
                       "WHERE uuid = $1"),
        nowMs ? params.add(*nowMs) : params.addNull());
}

bool StorageTargetRepository::setTested(const QUuid &id, int version, qint64 nowMs, const QString &step,
                                        const QString &cause)
{
    return !m_transaction
                .exec(QStringLiteral("UPDATE storage_targets SET tested_ms = $3, tested_step = $4, "
                                     "tested_cause = $5 WHERE uuid = $1 AND version = $2 RETURNING id"),
                      SqlParams().add(id).add(qint64{version}).add(nowMs).add(step).add(cause))
                .empty();
}

bool StorageTargetRepository::hasFiles(int key)
{
    return !m_transaction
                .exec(
                    QStringLiteral("SELECT FROM media_files WHERE storage_target = $1 UNION ALL SELECT FROM "
                                   "storage_leftovers WHERE target = $1 AND settled UNION ALL SELECT FROM "
                                   "file_removals WHERE target = $1 LIMIT 1"),
                    SqlParams().add(qint64{key}))
                .empty();
}

bool StorageTargetRepository::isInUse(int key)
{
    return !m_transaction
                .exec(QStringLiteral(
                          "SELECT FROM media_files WHERE storage_target = $1 UNION ALL SELECT FROM uploads "
                          "WHERE target = $1 UNION ALL SELECT FROM storage_leftovers WHERE target = $1 "
                          "UNION ALL SELECT FROM file_removals WHERE target = $1 LIMIT 1"),
                      SqlParams().add(qint64{key}))
                .empty();
}

TargetUse StorageTargetRepository::useOf(int key)
{
    // What is stored and waits for its local copy to go is among the files already.
    const auto rows = m_transaction.exec(
        QStringLiteral(
            "SELECT (SELECT count(*) FROM media_files WHERE storage_target = $1), (SELECT count(*) "
            "FROM uploads WHERE target = $1 AND NOT stored) + (SELECT count(*) FROM "
            "storage_leftovers WHERE target = $1) + (SELECT count(*) FROM file_removals WHERE "
            "target = $1)"),
        SqlParams().add(qint64{key}));
    return {numberOf(rowAt(rows, 0)[0]), numberOf(rowAt(rows, 0)[1])};
}

} // namespace recorder
