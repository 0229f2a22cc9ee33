// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/sourcerepository.h"

#include "recorder/store/listsource.h"
#include "recorder/store/pqxxcompat.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace recorder
{

namespace
{

const QString kColumns = QStringLiteral(
    "d.id, t.uuid, t.name, d.name, d.enabled, d.url, d.ca_certificates, d.bind_dn, d.bind_secret IS NOT "
    "NULL, "
    "d.base_dn, d.filter, d.login_attribute, d.name_attribute, d.email_attribute, d.phone_attribute, "
    "d.key_attribute, d.default_role, d.default_group, d.deactivate_missing, d.sync_hours, d.last_sync_ms, "
    "d.last_sync_state, d.version, d.tenant_id, d.bind_secret, d.deleted_ms IS NOT NULL, "
    "t.deleted_ms IS NULL AND NOT t.suspended, coalesce(r.name, ''), coalesce(g.name, ''), d.trusted");
const QString kFrom =
    QStringLiteral("directories d JOIN tenants t ON t.id = d.tenant_id LEFT JOIN roles r ON "
                   "r.id = d.default_role LEFT JOIN groups g ON g.id = d.default_group");
// The same order as in paramsOf.
const QString kInsert = QStringLiteral(
    "INSERT INTO directories (id, name, enabled, url, ca_certificates, bind_dn, base_dn, filter, "
    "login_attribute, "
    "name_attribute, email_attribute, phone_attribute, key_attribute, default_role, default_group, "
    "deactivate_missing, sync_hours, bind_secret, tenant_id) VALUES ($1, $2, $3::boolean, $4, $5, $6, $7, "
    "$8, $9, "
    "$10, $11, $12, $13, $14::uuid, $15::uuid, $16::boolean, $17, nullif($18::bytea, ''::bytea), $19)");
const QString kUpdate = QStringLiteral(
    "UPDATE directories SET name = $2, enabled = $3::boolean, url = $4, ca_certificates = $5, bind_dn = $6, "
    "base_dn = $7, filter = $8, login_attribute = $9, name_attribute = $10, email_attribute = $11, "
    "phone_attribute = $12, key_attribute = $13, default_role = $14::uuid, default_group = $15::uuid, "
    "deactivate_missing = $16::boolean, sync_hours = $17, bind_secret = coalesce(nullif($18::bytea, "
    "''::bytea), "
    "bind_secret), version = version + 1 WHERE id = $1");

QString flag(bool value)
{
    return value ? QStringLiteral("t") : QStringLiteral("f");
}

QStringList stringsOf(const QString &json)
{
    QStringList strings;
    for (const QJsonValue &value : QJsonDocument::fromJson(json.toUtf8()).array()) {
        strings.append(value.toString());
    }
    return strings;
}

/// Tables by authenticate_with.
const QHash<QString, QString> &tables()
{
    static const QHash<QString, QString> kTables{
        {QStringLiteral("directory"), QStringLiteral("directories")},
        {QStringLiteral("single-sign-on"), QStringLiteral("providers")},
    };
    return kTables;
}

SqlParams paramsOf(const QUuid &id, const common::DirectoryRecord &record, const QByteArray &bindSecret)
{
    SqlParams params;
    params.add(id)
        .add(record.name)
        .add(flag(record.enabled))
        .add(record.url)
        .add(record.caCertificates)
        .add(record.bindDn)
        .add(record.baseDn)
        .add(record.filter)
        .add(record.loginAttribute)
        .add(record.nameAttribute)
        .add(record.emailAttribute)
        .add(record.phoneAttribute)
        .add(record.keyAttribute)
        .add(QUuid::fromString(record.defaultRoleId))
        .add(QUuid::fromString(record.defaultGroupId))
        .add(flag(record.deactivateMissing))
        .add(qint64{record.syncHours})
        .addBytes(bindSecret);
    return params;
}

StoredDirectory directoryOf(const pqxx::row &row)
{
    StoredDirectory directory;
    common::DirectoryRecord &record = directory.record;
    record.id = textOf(row[0]);
    record.tenantId = textOf(row[1]);
    record.tenant = textOf(row[2]);
    record.name = textOf(row[3]);
    record.enabled = boolOf(row[4]);
    record.url = textOf(row[5]);
    record.caCertificates = textOf(row[6]);
    record.bindDn = textOf(row[7]);
    record.hasBindPassword = boolOf(row[8]);
    record.baseDn = textOf(row[9]);
    record.filter = textOf(row[10]);
    record.loginAttribute = textOf(row[11]);
    record.nameAttribute = textOf(row[12]);
    record.emailAttribute = textOf(row[13]);
    record.phoneAttribute = textOf(row[14]);
    record.keyAttribute = textOf(row[15]);
    record.defaultRoleId = textOf(row[16]);
    record.defaultGroupId = textOf(row[17]);
    record.deactivateMissing = boolOf(row[18]);
    record.syncHours = static_cast<int>(numberOf(row[19]));
    record.lastSyncMs = numberOf(row[20]);
    record.lastSyncState = textOf(row[21]);
    record.version = static_cast<int>(numberOf(row[22]));
    directory.tenant = static_cast<TenantKey>(numberOf(row[23]));
    directory.bindSecret = row[24].is_null() ? QByteArray() : bytesOf(row[24]);
    directory.removed = boolOf(row[25]);
    directory.tenantInUse = boolOf(row[26]);
    record.defaultRole = textOf(row[27]);
    record.defaultGroup = textOf(row[28]);
    directory.trusted = boolOf(row[29]);
    return directory;
}

} // namespace

QStringList SourceRepository::kinds()
{
    return tables().keys();
}

bool SourceRepository::isThere(const QString &kind, TenantKey tenant, const QUuid &id)
{
    const QString table = tables().value(kind);
    const bool forAll = table == QLatin1String("providers");
    return !m_transaction
                .exec(QStringLiteral("SELECT FROM %1 WHERE id = $1 AND (tenant_id = $2 OR %2) AND deleted_ms "
                                     "IS NULL")
                          .arg(table, forAll ? QStringLiteral("every_tenant") : QStringLiteral("false")),
                      SqlParams().add(id).add(static_cast<qint64>(tenant)))
                .empty();
}

int SourceRepository::userCount(const QUuid &source)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT count(*) FROM users WHERE source_id = $1 AND deleted_ms IS NULL"),
        SqlParams().add(source));
    return static_cast<int>(numberOf(rowAt(rows, 0)[0]));
}

QList<SourceRole> SourceRepository::rolesOf(const QUuid &source)
{
    QList<SourceRole> roles;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT DISTINCT r.scope, to_json(r.permissions)::text FROM users u JOIN roles r "
                            "ON r.id = u.role WHERE u.source_id = $1 AND u.deleted_ms IS NULL"),
             SqlParams().add(source))) {
        roles.append({textOf(row[0]), stringsOf(textOf(row[1]))});
    }
    return roles;
}

QUuid SourceRepository::userOf(const QString &kind, const QUuid &source, const QString &key,
                               const QString &loginKey)
{
    const auto rows = m_transaction.exec(
        QStringLiteral(
            "SELECT id FROM users WHERE source_id = $1 AND authenticate_with = $2 AND deleted_ms IS NULL AND "
            "((external_key = $3 AND $3 <> '') OR (external_key = '' AND login_key = $4 AND $4 <> '')) "
            "ORDER BY external_key = '' LIMIT 1"),
        SqlParams().add(source).add(kind).add(key).add(loginKey));
    return rows.empty() ? QUuid() : uuidOf(rowAt(rows, 0)[0]);
}

void SourceRepository::setKey(const QUuid &user, const QString &key)
{
    m_transaction.exec(
        QStringLiteral("UPDATE users SET external_key = $2 WHERE id = $1 AND external_key <> $2"),
        SqlParams().add(user).add(key));
}

QList<SourceUser> SourceRepository::usersOf(const QUuid &source)
{
    QList<SourceUser> users;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT u.id, u.login, u.name, u.email, u.active, to_json(ARRAY(SELECT DISTINCT "
                            "coalesce(nullif(e.span, ''), e.extension) FROM user_extensions e WHERE "
                            "e.user_id = u.id ORDER BY 1))::text, u.external_key, "
                            "u.external_phone, u.external_gone FROM users u WHERE u.source_id = $1 AND "
                            "u.deleted_ms IS NULL ORDER BY u.id"),
             SqlParams().add(source))) {
        SourceUser user{uuidOf(row[0]), textOf(row[1]), textOf(row[2]), textOf(row[3]), boolOf(row[4]), {},
                        textOf(row[6]), textOf(row[7]), boolOf(row[8])};
        user.extensions = stringsOf(textOf(row[5]));
        users.append(user);
    }
    return users;
}

void SourceRepository::setSynchronised(const QUuid &user, const QString &key, const QString &phone, bool gone)
{
    m_transaction.exec(
        QStringLiteral("UPDATE users SET external_key = $2, external_phone = $3, external_gone = "
                       "$4::boolean WHERE id = $1"),
        SqlParams().add(user).add(key).add(phone).add(flag(gone)));
}

common::Result<common::ListPageOf<common::DirectoryRecord>>
SourceRepository::directories(std::optional<TenantKey> tenant, const common::ListQuery &query)
{
    ListSource source{kColumns,
                      kFrom,
                      QStringLiteral("d.id"),
                      {{QStringLiteral("name"), QStringLiteral("lower(d.name)")},
                       {QStringLiteral("tenant"), QStringLiteral("lower(t.name)")}},
                      QStringLiteral("name")};
    source.where.append(QStringLiteral("d.deleted_ms IS NULL AND t.deleted_ms IS NULL"));
    if (tenant) {
        source.params.add(static_cast<qint64>(*tenant));
        source.where.append(QStringLiteral("d.tenant_id = ") + source.params.last());
    }
    static const ListFields kFields{{QStringLiteral("name"), textField(QStringLiteral("d.name"))},
                                    {QStringLiteral("enabled"), flagField(QStringLiteral("d.enabled"))},
                                    {QStringLiteral("tenant"), idField(QStringLiteral("t.uuid = ANY(%1)"))}};
    if (common::Status applied =
            applyQuery(query, kFields, {QStringLiteral("d.name"), QStringLiteral("d.url")}, source);
        !applied) {
        return common::propagate(applied);
    }
    return readPage<common::DirectoryRecord>(m_transaction, source, query,
                                             [](const pqxx::row &row) { return directoryOf(row).record; });
}

std::optional<StoredDirectory> SourceRepository::directory(std::optional<TenantKey> tenant, const QUuid &id)
{
    SqlParams params;
    params.add(id);
    QString condition = QStringLiteral("d.id = $1");
    if (tenant) {
        params.add(static_cast<qint64>(*tenant));
        condition += QStringLiteral(" AND d.tenant_id = $2");
    }
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT %1 FROM %2 WHERE %3").arg(kColumns, kFrom, condition), params);
    return rows.empty() ? std::nullopt : std::optional(directoryOf(rowAt(rows, 0)));
}

bool SourceRepository::isNameTaken(TenantKey tenant, const QString &name, const QUuid &except)
{
    return !m_transaction
                .exec(QStringLiteral(
                          "SELECT FROM directories WHERE tenant_id = $1 AND lower(name) = lower($2) AND "
                          "deleted_ms IS NULL AND id IS DISTINCT FROM $3::uuid"),
                      SqlParams().add(static_cast<qint64>(tenant)).add(name).add(except))
                .empty();
}

void SourceRepository::insert(const QUuid &id, TenantKey tenant, const common::DirectoryRecord &record,
                              const QByteArray &bindSecret)
{
    m_transaction.exec(kInsert, paramsOf(id, record, bindSecret).add(static_cast<qint64>(tenant)));
}

void SourceRepository::update(const common::DirectoryRecord &record, const QByteArray &bindSecret)
{
    m_transaction.exec(kUpdate, paramsOf(QUuid::fromString(record.id), record, bindSecret));
}

void SourceRepository::clearSecret(const QUuid &id)
{
    m_transaction.exec(QStringLiteral("UPDATE directories SET bind_secret = NULL WHERE id = $1"),
                       SqlParams().add(id));
}

void SourceRepository::setTrusted(const QUuid &id, bool trusted)
{
    m_transaction.exec(QStringLiteral("UPDATE directories SET trusted = $2::boolean WHERE id = $1"),
                       SqlParams().add(id).add(flag(trusted)));
}

void SourceRepository::setRemoved(const QUuid &id, std::optional<qint64> nowMs)
{
    SqlParams params;
    params.add(id);
    m_transaction.exec(
        QStringLiteral("UPDATE directories SET deleted_ms = $2, version = version + 1 WHERE id = $1"),
        nowMs ? params.add(*nowMs) : params.addNull());
}

QList<common::SignInWay> SourceRepository::enabledDirectories()
{
    QList<common::SignInWay> ways;
    for (const auto &row : m_transaction.exec(
             QStringLiteral(
                 "SELECT d.id, d.name FROM %1 WHERE d.enabled AND d.deleted_ms IS NULL AND t.deleted_ms "
                 "IS NULL AND NOT t.suspended ORDER BY lower(d.name), d.id LIMIT 1000")
                 .arg(kFrom))) {
        ways.append({QStringLiteral("directory"), textOf(row[0]), textOf(row[1])});
    }
    return ways;
}

void SourceRepository::setSyncState(const QUuid &id, const QString &state, qint64 nowMs)
{
    m_transaction.exec(
        QStringLiteral("UPDATE directories SET last_sync_state = $2, last_sync_ms = $3 WHERE id = $1"),
        SqlParams().add(id).add(state).add(nowMs));
}

} // namespace recorder
