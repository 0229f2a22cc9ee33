// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/providerrepository.h"

#include "recorder/store/listsource.h"
#include "recorder/store/pqxxcompat.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace recorder
{

namespace
{

const QString kColumns = QStringLiteral(
    "p.id, t.uuid, coalesce(t.name, ''), p.name, p.enabled, p.every_tenant, p.issuer, p.ca_certificates, "
    "p.client_id, p.client_secret IS NOT NULL, p.scopes, p.login_claim, p.name_claim, p.email_claim, "
    "p.groups_claim, (SELECT coalesce(string_agg(concat(m->>'value', ' = ', mr.name, '; ' || mg.name), "
    "E'\\n' "
    "ORDER BY n), '') FROM jsonb_array_elements(p.mappings) WITH ORDINALITY AS e (m, n) LEFT JOIN roles mr "
    "ON "
    "mr.id = (m->>'role')::uuid AND mr.deleted_ms IS NULL LEFT JOIN groups mg ON mg.id = "
    "(m->>'group')::uuid AND mg.deleted_ms IS NULL), p.match_login, p.create_users, p.default_role, "
    "coalesce(r.name, ''), p.default_group, coalesce(g.name, ''), p.version, p.tenant_id, p.client_secret, "
    "p.mappings::text, p.deleted_ms IS NOT NULL, coalesce(t.deleted_ms IS NULL AND NOT t.suspended, true), "
    "p.trusted");
// Of a provider for all, other tenants do not see its tenant, role and group.
const QString kFrom =
    QStringLiteral("providers p LEFT JOIN tenants t ON t.id = p.tenant_id LEFT JOIN roles r ON "
                   "r.id = p.default_role LEFT JOIN groups g ON g.id = p.default_group");
// The same order as in paramsOf.
const QString kInsert = QStringLiteral(
    "INSERT INTO providers (id, name, enabled, every_tenant, issuer, ca_certificates, client_id, scopes, "
    "login_claim, name_claim, email_claim, groups_claim, mappings, match_login, create_users, default_role, "
    "default_group, client_secret, trusted, tenant_id) VALUES ($1, $2, $3::boolean, $4::boolean, $5, $6, $7, "
    "$8, $9, "
    "$10, $11, $12, $13::jsonb, $14::boolean, $15::boolean, $16::uuid, $17::uuid, nullif($18::bytea, "
    "''::bytea), $19::boolean, $20)");
const QString kUpdate = QStringLiteral(
    "UPDATE providers SET name = $2, enabled = $3::boolean, every_tenant = $4::boolean, issuer = $5, "
    "ca_certificates = $6, client_id = $7, scopes = $8, login_claim = $9, name_claim = $10, email_claim = "
    "$11, groups_claim = $12, mappings = $13::jsonb, match_login = $14::boolean, create_users = "
    "$15::boolean, default_role = $16::uuid, default_group = $17::uuid, client_secret = "
    "coalesce(nullif($18::bytea, ''::bytea), client_secret), trusted = $19::boolean, version = version + 1 "
    "WHERE id = $1");

QString flag(bool value)
{
    return value ? QStringLiteral("t") : QStringLiteral("f");
}

QJsonValue idOrNull(const QUuid &id)
{
    return id.isNull() ? QJsonValue() : QJsonValue(id.toString(QUuid::WithoutBraces));
}

QString jsonOf(const QList<ProviderMapping> &mappings)
{
    QJsonArray array;
    for (const ProviderMapping &mapping : mappings) {
        array.append(QJsonObject{{QStringLiteral("value"), mapping.value},
                                 {QStringLiteral("role"), idOrNull(mapping.role)},
                                 {QStringLiteral("group"), idOrNull(mapping.group)}});
    }
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

QList<ProviderMapping> mappingsOf(const QString &json)
{
    QList<ProviderMapping> mappings;
    for (const QJsonValue &value : QJsonDocument::fromJson(json.toUtf8()).array()) {
        const QJsonObject mapping = value.toObject();
        mappings.append({mapping.value(QLatin1String("value")).toString(),
                         QUuid::fromString(mapping.value(QLatin1String("role")).toString()),
                         QUuid::fromString(mapping.value(QLatin1String("group")).toString())});
    }
    return mappings;
}

SqlParams paramsOf(const QUuid &id, const StoredProvider &provider)
{
    const common::ProviderRecord &record = provider.record;
    SqlParams params;
    params.add(id)
        .add(record.name)
        .add(flag(record.enabled))
        .add(flag(record.everyTenant))
        .add(record.issuer)
        .add(record.caCertificates)
        .add(record.clientId)
        .add(record.scopes)
        .add(record.loginClaim)
        .add(record.nameClaim)
        .add(record.emailClaim)
        .add(record.groupsClaim)
        .add(jsonOf(provider.mappings))
        .add(flag(record.matchLogin))
        .add(flag(record.createUsers))
        .add(QUuid::fromString(record.defaultRoleId))
        .add(QUuid::fromString(record.defaultGroupId))
        .addBytes(provider.secret)
        .add(flag(provider.trusted));
    return params;
}

StoredProvider providerOf(const pqxx::row &row)
{
    StoredProvider provider;
    common::ProviderRecord &record = provider.record;
    record.id = textOf(row[0]);
    record.tenantId = textOf(row[1]);
    record.tenant = textOf(row[2]);
    record.name = textOf(row[3]);
    record.enabled = boolOf(row[4]);
    record.everyTenant = boolOf(row[5]);
    record.issuer = textOf(row[6]);
    record.caCertificates = textOf(row[7]);
    record.clientId = textOf(row[8]);
    record.hasClientSecret = boolOf(row[9]);
    record.scopes = textOf(row[10]);
    record.loginClaim = textOf(row[11]);
    record.nameClaim = textOf(row[12]);
    record.emailClaim = textOf(row[13]);
    record.groupsClaim = textOf(row[14]);
    record.groupMappings = textOf(row[15]);
    record.matchLogin = boolOf(row[16]);
    record.createUsers = boolOf(row[17]);
    record.defaultRoleId = textOf(row[18]);
    record.defaultRole = textOf(row[19]);
    record.defaultGroupId = textOf(row[20]);
    record.defaultGroup = textOf(row[21]);
    record.version = static_cast<int>(numberOf(row[22]));
    provider.tenant = static_cast<TenantKey>(numberOf(row[23]));
    provider.secret = row[24].is_null() ? QByteArray() : bytesOf(row[24]);
    provider.mappings = mappingsOf(textOf(row[25]));
    provider.removed = boolOf(row[26]);
    provider.tenantInUse = boolOf(row[27]);
    provider.trusted = boolOf(row[28]);
    return provider;
}

QUuid firstId(const pqxx::result &rows)
{
    return rows.empty() ? QUuid() : uuidOf(rowAt(rows, 0)[0]);
}

} // namespace

common::ProviderRecord shownTo(std::optional<TenantKey> tenant, const StoredProvider &provider)
{
    common::ProviderRecord record = provider.record;
    if (tenant && *tenant != provider.tenant) {
        for (QString *hidden :
             {&record.groupMappings, &record.caCertificates, &record.clientId, &record.scopes,
              &record.loginClaim, &record.nameClaim, &record.emailClaim, &record.groupsClaim}) {
            hidden->clear();
        }
    }
    return record;
}

common::Result<common::ListPageOf<common::ProviderRecord>>
ProviderRepository::list(std::optional<TenantKey> tenant, const common::ListQuery &query)
{
    ListSource source{kColumns,
                      kFrom,
                      QStringLiteral("p.id"),
                      {{QStringLiteral("name"), QStringLiteral("lower(p.name)")},
                       {QStringLiteral("tenant"), QStringLiteral("lower(coalesce(t.name, ''))")}},
                      QStringLiteral("name")};
    source.where.append(QStringLiteral("p.deleted_ms IS NULL AND t.deleted_ms IS NULL"));
    if (tenant) {
        source.params.add(static_cast<qint64>(*tenant));
        source.where.append(QStringLiteral("(p.tenant_id = %1 OR p.every_tenant)").arg(source.params.last()));
    }
    static const ListFields kFields{{QStringLiteral("name"), textField(QStringLiteral("p.name"))},
                                    {QStringLiteral("enabled"), flagField(QStringLiteral("p.enabled"))},
                                    {QStringLiteral("tenant"), idField(QStringLiteral("t.uuid = ANY(%1)"))}};
    if (common::Status applied =
            applyQuery(query, kFields, {QStringLiteral("p.name"), QStringLiteral("p.issuer")}, source);
        !applied) {
        return common::propagate(applied);
    }
    return readPage<common::ProviderRecord>(m_transaction, source, query, [tenant](const pqxx::row &row) {
        return shownTo(tenant, providerOf(row));
    });
}

std::optional<StoredProvider> ProviderRepository::get(std::optional<TenantKey> tenant, const QUuid &id)
{
    SqlParams params;
    params.add(id);
    QString condition = QStringLiteral("p.id = $1");
    if (tenant) {
        params.add(static_cast<qint64>(*tenant));
        condition += QStringLiteral(" AND (p.tenant_id = $2 OR p.every_tenant)");
    }
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT %1 FROM %2 WHERE %3").arg(kColumns, kFrom, condition), params);
    return rows.empty() ? std::nullopt : std::optional(providerOf(rowAt(rows, 0)));
}

bool ProviderRepository::isNameTaken(TenantKey tenant, const QString &name, const QUuid &except)
{
    return !m_transaction
                .exec(QStringLiteral(
                          "SELECT FROM providers WHERE tenant_id = $1 AND lower(name) = lower($2) AND "
                          "deleted_ms IS NULL AND id IS DISTINCT FROM $3::uuid"),
                      SqlParams().add(static_cast<qint64>(tenant)).add(name).add(except))
                .empty();
}

void ProviderRepository::insert(const QUuid &id, const StoredProvider &provider)
{
    m_transaction.exec(kInsert, paramsOf(id, provider).add(static_cast<qint64>(provider.tenant)));
}

void ProviderRepository::update(const StoredProvider &provider)
{
    m_transaction.exec(kUpdate, paramsOf(QUuid::fromString(provider.record.id), provider));
}

void ProviderRepository::setRemoved(const QUuid &id, std::optional<qint64> nowMs)
{
    SqlParams params;
    params.add(id);
    m_transaction.exec(
        QStringLiteral("UPDATE providers SET deleted_ms = $2, version = version + 1 WHERE id = $1"),
        nowMs ? params.add(*nowMs) : params.addNull());
}

QList<common::SignInWay> ProviderRepository::enabled()
{
    QList<common::SignInWay> ways;
    for (const auto &row : m_transaction.exec(
             QStringLiteral(
                 "SELECT p.id, p.name FROM %1 WHERE p.enabled AND p.deleted_ms IS NULL AND "
                 "t.deleted_ms IS NULL AND NOT t.suspended ORDER BY lower(p.name), p.id LIMIT 1000")
                 .arg(kFrom))) {
        ways.append({QStringLiteral("single-sign-on"), textOf(row[0]), textOf(row[1])});
    }
    return ways;
}

QUuid ProviderRepository::roleNamed(const QString &name)
{
    // The predefined names have a dash that no keyboard has: a hyphen means it too.
    return firstId(
        m_transaction.exec(QStringLiteral("SELECT id FROM roles WHERE replace(lower(name), '–', '-') = "
                                          "replace(lower($1), '–', '-') AND deleted_ms IS NULL LIMIT 1"),
                           SqlParams().add(name)));
}

QUuid ProviderRepository::groupNamed(TenantKey tenant, const QString &name)
{
    return firstId(
        m_transaction.exec(QStringLiteral("SELECT id FROM groups WHERE tenant_id = $1 AND lower(name) = "
                                          "lower($2) AND deleted_ms IS NULL LIMIT 1"),
                           SqlParams().add(static_cast<qint64>(tenant)).add(name)));
}

QUuid ProviderRepository::userOf(const QUuid &provider, const QString &subject, const QString &loginKey)
{
    return firstId(m_transaction.exec(
        QStringLiteral(
            "SELECT u.id FROM users u JOIN providers p ON p.id = u.source_id WHERE u.source_id = $1 AND "
            "u.authenticate_with = 'single-sign-on' AND u.deleted_ms IS NULL AND (p.every_tenant OR "
            "u.tenant_id = p.tenant_id) AND ((u.external_key = $2 AND $2 <> '') OR (u.external_key = '' AND "
            "u.login_key = $3 AND $3 <> '')) ORDER BY u.external_key = '' LIMIT 1"),
        SqlParams().add(provider).add(subject).add(loginKey)));
}

bool ProviderRepository::wasRemoved(const QUuid &provider, const QString &subject)
{
    return !m_transaction
                .exec(QStringLiteral("SELECT FROM users WHERE source_id = $1 AND external_key = $2 AND "
                                     "deleted_ms IS NOT NULL"),
                      SqlParams().add(provider).add(subject))
                .empty();
}

int ProviderRepository::forgetSubjects(const QUuid &provider)
{
    return static_cast<int>(
        m_transaction
            .exec(QStringLiteral(
                      "UPDATE users SET external_key = '' WHERE source_id = $1 AND external_key <> ''"),
                  SqlParams().add(provider))
            .affected_rows());
}

} // namespace recorder
