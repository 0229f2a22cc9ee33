// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/keyservicerepository.h"

#include "recorder/store/grantrows.h"
#include "recorder/store/pqxxcompat.h"

namespace recorder
{

namespace
{

const QString kInsert = QStringLiteral(
    "INSERT INTO key_services (id, tenant_id, name, identity, spki, signing_key, created_ms, signature, "
    "added_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id");

const QString kPutGrant = QStringLiteral(
    "INSERT INTO service_grants (key_id, service_id, tenant_id, grantee_key, granted_ms, expires_ms, bundle, "
    "signature) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (key_id, service_id) DO UPDATE SET "
    "grantee_key = excluded.grantee_key, granted_ms = excluded.granted_ms, expires_ms = excluded.expires_ms, "
    "bundle = excluded.bundle, signature = excluded.signature, revoked_ms = NULL");

qint64 number(TenantKey tenant)
{
    return static_cast<qint64>(tenant);
}

} // namespace

QList<StoredKeyService> KeyServiceRepository::readServices(const QString &condition, const SqlParams &params)
{
    QList<StoredKeyService> services;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT id, identity, spki, signing_key, created_ms, signature, tenant_id, name, "
                            "added_ms FROM key_services WHERE %1")
                 .arg(condition),
             params)) {
        services.append({{uuidOf(row[0]), bytesOf(row[1]), bytesOf(row[2]), bytesOf(row[3]), numberOf(row[4]),
                          bytesOf(row[5])},
                         static_cast<TenantKey>(numberOf(row[6])),
                         textOf(row[7]),
                         numberOf(row[8])});
    }
    return services;
}

QList<StoredKeyService> KeyServiceRepository::services(TenantKey tenant, const QString &search)
{
    return readServices(
        QStringLiteral("tenant_id = $1 AND name ILIKE $2 ORDER BY lower(name), id"),
        SqlParams().add(number(tenant)).add(QLatin1Char('%') + escapedForLike(search) + QLatin1Char('%')));
}

std::optional<StoredKeyService> KeyServiceRepository::service(TenantKey tenant, const QUuid &id,
                                                              bool forChange)
{
    const QList<StoredKeyService> found = readServices(
        QLatin1String(forChange ? "tenant_id = $1 AND id = $2 FOR UPDATE" : "tenant_id = $1 AND id = $2"),
        SqlParams().add(number(tenant)).add(id));
    return found.isEmpty() ? std::nullopt : std::optional(found.first());
}

QList<StoredKeyService> KeyServiceRepository::servicesWithId(const QUuid &id)
{
    return readServices(QStringLiteral("id = $1 ORDER BY added_ms, tenant_id"), SqlParams().add(id));
}

qint64 KeyServiceRepository::count(TenantKey tenant)
{
    return numberOf(
        rowAt(m_transaction.exec(QStringLiteral("SELECT count(*) FROM key_services WHERE tenant_id = $1"),
                                 SqlParams().add(number(tenant))),
              0)[0]);
}

bool KeyServiceRepository::isUser(const QUuid &id)
{
    return boolOf(
        rowAt(m_transaction.exec(QStringLiteral("SELECT is_user_id($1)"), SqlParams().add(id)), 0)[0]);
}

bool KeyServiceRepository::insert(const StoredKeyService &service)
{
    return !m_transaction
                .exec(kInsert, SqlParams()
                                   .add(service.record.owner)
                                   .add(number(service.tenant))
                                   .add(service.name)
                                   .addBytes(service.record.identity)
                                   .addBytes(service.record.spki)
                                   .addBytes(service.record.signingKey)
                                   .add(service.record.createdMs)
                                   .addBytes(service.record.signature)
                                   .add(service.addedMs))
                .empty();
}

void KeyServiceRepository::remove(TenantKey tenant, const QUuid &id, qint64 nowMs)
{
    m_transaction.exec(QStringLiteral("DELETE FROM key_services WHERE tenant_id = $1 AND id = $2"),
                       SqlParams().add(number(tenant)).add(id));
    m_transaction.exec(
        QStringLiteral("UPDATE service_grants SET revoked_ms = greatest(granted_ms, $3::bigint), bundle = "
                       "''::bytea WHERE tenant_id = $1 AND service_id = $2 AND revoked_ms IS NULL"),
        SqlParams().add(number(tenant)).add(id).add(nowMs));
}

QList<StoredGrant> KeyServiceRepository::readGrants(const QString &condition, const SqlParams &params)
{
    QList<StoredGrant> grants;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT key_id, service_id, tenant_id, grantee_key, granted_ms, expires_ms, "
                            "bundle, signature FROM service_grants WHERE %1 AND revoked_ms IS NULL ORDER BY "
                            "key_id, service_id")
                 .arg(condition),
             params)) {
        grants.append(storedGrantOf(row));
    }
    return grants;
}

QList<StoredGrant> KeyServiceRepository::grantsOfKey(const QUuid &key)
{
    return readGrants(QStringLiteral("key_id = $1"), SqlParams().add(key));
}

QList<StoredGrant> KeyServiceRepository::grantsOfService(TenantKey tenant, const QUuid &service)
{
    return readGrants(QStringLiteral("tenant_id = $1 AND service_id = $2"),
                      SqlParams().add(number(tenant)).add(service));
}

void KeyServiceRepository::putGrant(const StoredGrant &grant)
{
    m_transaction.exec(kPutGrant, paramsOf(grant));
}

qint64 KeyServiceRepository::lastGrantMs(const QUuid &key, const QUuid &service)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT greatest(granted_ms, revoked_ms) FROM service_grants WHERE key_id = $1 AND "
                       "service_id = $2 FOR UPDATE"),
        SqlParams().add(key).add(service));
    return rows.empty() ? 0 : numberOf(rowAt(rows, 0)[0]);
}

bool KeyServiceRepository::revokeGrant(const QUuid &key, const QUuid &service, qint64 nowMs)
{
    return !m_transaction
                .exec(QStringLiteral("UPDATE service_grants SET revoked_ms = greatest(granted_ms, "
                                     "$3::bigint), bundle = ''::bytea WHERE key_id = $1 AND service_id = $2 "
                                     "AND revoked_ms IS NULL RETURNING service_id"),
                      SqlParams().add(key).add(service).add(nowMs))
                .empty();
}

} // namespace recorder
