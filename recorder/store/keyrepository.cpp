// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/keyrepository.h"

#include "recorder/store/grantrows.h"
#include "recorder/store/pqxxcompat.h"

#include <algorithm>

namespace recorder
{

namespace
{

// $1 is the moment: who is authorised now holds the key, with the keys that he has now.
const QString kKeys = QStringLiteral(
    "SELECT k.id, k.tenant_id, t.name, t.uuid, k.identity, k.spki, k.signing_key, k.created_ms, k.signature, "
    "k.fingerprint, k.bits, k.has_private, k.active, k.exported_ms, (SELECT count(*) FROM key_grants g JOIN "
    "user_keys u ON u.user_id = g.user_id AND u.identity = g.grantee_key AND u.retired_ms IS NULL JOIN users "
    "p "
    "ON p.id = g.user_id AND p.deleted_ms IS NULL AND p.active AND p.web_access AND (p.valid_till_ms = 0 OR "
    "p.valid_till_ms > $1) WHERE g.key_id = k.id AND g.revoked_ms IS NULL AND "
    "(g.expires_ms = 0 OR "
    "g.expires_ms "
    "> $1)), k.name, a.vouching, a.accepted_by, a.at_ms FROM tenant_keys k JOIN tenants t ON t.id = "
    "k.tenant_id LEFT JOIN LATERAL (SELECT vouching, accepted_by, at_ms FROM key_activations WHERE key_id = "
    "k.id AND previous <> key_identity ORDER BY id DESC LIMIT 1) a ON true WHERE %1 ORDER BY k.created_ms "
    "DESC, k.id DESC%2");
const QString kInsertKey = QStringLiteral(
    "INSERT INTO tenant_keys (id, tenant_id, fingerprint, identity, spki, signing_key, created_ms, "
    "signature, "
    "bits, has_private, name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::boolean, $11) ON CONFLICT "
    "(tenant_id, fingerprint) DO NOTHING RETURNING id");
const QString kInsertActivation = QStringLiteral(
    "INSERT INTO key_activations (id, tenant_id, key_id, key_identity, previous, at_ms, signature, vouch, "
    "vouching, accepted_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
const QString kPutGrant = QStringLiteral(
    "INSERT INTO key_grants (key_id, user_id, tenant_id, grantee_key, granted_ms, expires_ms, bundle, "
    "signature) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (key_id, user_id) DO UPDATE SET "
    "grantee_key = excluded.grantee_key, granted_ms = excluded.granted_ms, expires_ms = excluded.expires_ms, "
    "bundle = excluded.bundle, signature = excluded.signature, revoked_ms = NULL");

// A record that was succeeded (KeyRepository::succeed): vouch is its signing key and the proof behind it.
const QString kIsSuccession = QStringLiteral("previous = key_identity");
constexpr qsizetype kSigningKeySize = 32;

QString flag(bool value)
{
    return value ? QStringLiteral("t") : QStringLiteral("f");
}
qint64 number(TenantKey tenant)
{
    return static_cast<qint64>(tenant);
}

} // namespace

QList<StoredTenantKey> KeyRepository::readKeys(const QString &condition, const SqlParams &params, bool locked)
{
    QList<StoredTenantKey> keys;
    for (const auto &row : m_transaction.exec(
             kKeys.arg(condition, locked ? QStringLiteral(" FOR UPDATE OF k") : QString()), params)) {
        StoredTenantKey key;
        key.id = uuidOf(row[0]);
        key.tenant = static_cast<TenantKey>(numberOf(row[1]));
        key.tenantName = textOf(row[2]);
        key.record = {uuidOf(row[3]),  bytesOf(row[4]),  bytesOf(row[5]),
                      bytesOf(row[6]), numberOf(row[7]), bytesOf(row[8])};
        key.fingerprint = bytesOf(row[9]);
        key.bits = static_cast<int>(numberOf(row[10]));
        key.hasPrivate = boolOf(row[11]);
        key.active = boolOf(row[12]);
        key.exportedMs = numberOf(row[13]);
        key.holders = static_cast<int>(numberOf(row[14]));
        key.name = textOf(row[15]);
        key.vouching = textOf(row[16]);
        key.acceptedBy = textOf(row[17]);
        key.activatedMs = numberOf(row[18]);
        keys.append(key);
    }
    readEarlier(keys);
    return keys;
}

void KeyRepository::readEarlier(QList<StoredTenantKey> &keys)
{
    QList<QUuid> ids;
    for (const StoredTenantKey &key : std::as_const(keys)) {
        ids.append(key.id);
    }
    if (ids.isEmpty()) {
        return;
    }
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT key_id, key_identity, vouch, at_ms, signature FROM key_activations WHERE "
                            "key_id = ANY($1::uuid[]) AND %1 ORDER BY id DESC")
                 .arg(kIsSuccession),
             SqlParams().addArray(ids))) {
        const QUuid id = uuidOf(row[0]);
        const auto key = std::find_if(keys.begin(), keys.end(),
                                      [&id](const StoredTenantKey &one) { return one.id == id; });
        const QByteArray signer = bytesOf(row[2]);
        key->earlier.append({{key->record.owner, bytesOf(row[1]), key->record.spki,
                              signer.left(kSigningKeySize), numberOf(row[3]), bytesOf(row[4])},
                             signer.mid(kSigningKeySize)});
    }
}

QList<StoredTenantKey> KeyRepository::tenantKeys(std::optional<TenantKey> tenant, qint64 nowMs)
{
    SqlParams params;
    params.add(nowMs);
    if (!tenant) {
        return readKeys(QStringLiteral("true"), params, false);
    }
    params.add(number(*tenant));
    return readKeys(QStringLiteral("k.tenant_id = $2"), params, false);
}

std::optional<StoredTenantKey> KeyRepository::tenantKey(const QUuid &id, qint64 nowMs, bool forChange)
{
    const QList<StoredTenantKey> found =
        readKeys(QStringLiteral("k.id = $2"), SqlParams().add(nowMs).add(id), forChange);
    return found.isEmpty() ? std::nullopt : std::optional(found.first());
}

qint64 KeyRepository::countTenantKeys(TenantKey tenant)
{
    return numberOf(
        m_transaction.exec(QStringLiteral("SELECT count(*) FROM tenant_keys WHERE tenant_id = $1"),
                           SqlParams().add(number(tenant)))[0][0]);
}

bool KeyRepository::insertTenantKey(const StoredTenantKey &key)
{
    return !m_transaction
                .exec(kInsertKey, SqlParams()
                                      .add(key.id)
                                      .add(number(key.tenant))
                                      .addBytes(key.fingerprint)
                                      .addBytes(key.record.identity)
                                      .addBytes(key.record.spki)
                                      .addBytes(key.record.signingKey)
                                      .add(key.record.createdMs)
                                      .addBytes(key.record.signature)
                                      .add(qint64(key.bits))
                                      .add(flag(key.hasPrivate))
                                      .add(key.name))
                .empty();
}

void KeyRepository::setActive(const StoredTenantKey &key, bool active)
{
    m_transaction.exec(
        QStringLiteral("UPDATE tenant_keys SET active = false WHERE tenant_id = $1 AND active"),
        SqlParams().add(number(key.tenant)));
    if (active) {
        m_transaction.exec(QStringLiteral("UPDATE tenant_keys SET active = true WHERE id = $1"),
                           SqlParams().add(key.id));
    }
}

void KeyRepository::renameTenantKey(const QUuid &key, const QString &name)
{
    m_transaction.exec(QStringLiteral("UPDATE tenant_keys SET name = $2 WHERE id = $1"),
                       SqlParams().add(key).add(name));
}

void KeyRepository::succeed(const StoredTenantKey &key, const StoredKeyRecord &after, const QByteArray &proof,
                            const QString &by)
{
    const StoredKeyRecord &before = key.record;
    addActivation(key.tenant, {key.id, before.identity, before.identity, before.createdMs, before.signature,
                               before.signingKey + proof, QStringLiteral("unvouched"), by});
    m_transaction.exec(QStringLiteral("UPDATE tenant_keys SET identity = $2, signing_key = $3, created_ms = "
                                      "$4, signature = $5, has_private = true WHERE id = $1"),
                       SqlParams()
                           .add(key.id)
                           .addBytes(after.identity)
                           .addBytes(after.signingKey)
                           .add(after.createdMs)
                           .addBytes(after.signature));
}

void KeyRepository::noteExported(const QUuid &key, qint64 nowMs)
{
    m_transaction.exec(QStringLiteral("UPDATE tenant_keys SET exported_ms = $2 WHERE id = $1"),
                       SqlParams().add(key).add(nowMs));
}

void KeyRepository::removeTenantKey(const QUuid &key)
{
    m_transaction.exec(
        QStringLiteral("DELETE FROM key_activations WHERE key_id = $1 AND %1").arg(kIsSuccession),
        SqlParams().add(key));
    m_transaction.exec(QStringLiteral("DELETE FROM tenant_keys WHERE id = $1"), SqlParams().add(key));
}

qint64 KeyRepository::countRecordings(const QUuid &key)
{
    // The expression is that of the index media_files_opened_by.
    return numberOf(m_transaction.exec(
        QStringLiteral("SELECT count(DISTINCT call_id) FROM media_files WHERE coalesce(wrap_key_id, key_id) "
                       "= $1 AND key_id IS NOT NULL"),
        SqlParams().add(key))[0][0]);
}

qint64 KeyRepository::countMoved(const QUuid &key)
{
    return numberOf(m_transaction.exec(
        QStringLiteral("SELECT count(DISTINCT call_id) FROM media_files WHERE key_id = $1 AND "
                       "coalesce(wrap_key_id, key_id) <> $1"),
        SqlParams().add(key))[0][0]);
}

bool KeyRepository::isNeeded(const QUuid &key)
{
    return !m_transaction
                .exec(QStringLiteral("SELECT 1 WHERE EXISTS (SELECT FROM media_files WHERE key_id = $1) OR "
                                     "EXISTS (SELECT FROM media_files WHERE coalesce(wrap_key_id, key_id) = "
                                     "$1 AND key_id IS NOT NULL) OR EXISTS (SELECT FROM key_activations "
                                     "WHERE key_id = $1 AND NOT %1)")
                          .arg(kIsSuccession),
                      SqlParams().add(key))
                .empty();
}

QStringList KeyRepository::tenantsWithoutKey(std::optional<TenantKey> tenant, const QString &setting,
                                             int most)
{
    const QString which =
        tenant ? QStringLiteral("t.id = $2 AND $1 <> ''")
               : QStringLiteral("t.id <> $2 AND NOT EXISTS (SELECT FROM settings s WHERE s.tenant_id = t.id "
                                "AND s.key = $1)");
    QStringList names;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT t.name FROM tenants t WHERE %1 AND NOT t.suspended AND t.deleted_ms IS "
                            "NULL AND NOT EXISTS (SELECT FROM tenant_keys k WHERE k.tenant_id = t.id AND "
                            "k.active) ORDER BY lower(t.name) LIMIT %2")
                 .arg(which, QString::number(most)),
             SqlParams().add(setting).add(number(tenant.value_or(kSystemTenant))))) {
        names.append(textOf(row[0]));
    }
    return names;
}

void KeyRepository::addActivation(TenantKey tenant, const StoredActivation &activation)
{
    m_transaction.exec(kInsertActivation, SqlParams()
                                              .add(common::makeUuidV7())
                                              .add(number(tenant))
                                              .add(activation.key)
                                              .addBytes(activation.keyIdentity)
                                              .addBytes(activation.previous)
                                              .add(activation.atMs)
                                              .addBytes(activation.signature)
                                              .addBytes(activation.vouch)
                                              .add(activation.vouching)
                                              .add(activation.acceptedBy));
}

std::optional<StoredActivation> KeyRepository::lastActivation(TenantKey tenant)
{
    const QList<StoredActivation> last = readActivations(
        QStringLiteral("tenant_id = $1 AND NOT %1 ORDER BY id DESC LIMIT 1").arg(kIsSuccession),
        SqlParams().add(number(tenant)));
    return last.isEmpty() ? std::nullopt : std::optional(last.first());
}

QList<StoredActivation> KeyRepository::activations(TenantKey tenant)
{
    return readActivations(QStringLiteral("tenant_id = $1 AND NOT %1 ORDER BY id").arg(kIsSuccession),
                           SqlParams().add(number(tenant)));
}

QList<StoredActivation> KeyRepository::readActivations(const QString &condition, const SqlParams &params)
{
    QList<StoredActivation> found;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT key_id, key_identity, previous, at_ms, signature, vouch, vouching, "
                            "accepted_by FROM key_activations WHERE %1")
                 .arg(condition),
             params)) {
        found.append({uuidOf(row[0]), bytesOf(row[1]), bytesOf(row[2]), numberOf(row[3]), bytesOf(row[4]),
                      bytesOf(row[5]), textOf(row[6]), textOf(row[7])});
    }
    return found;
}

QList<StoredGrant> KeyRepository::readGrants(const QString &condition, const SqlParams &params)
{
    QList<StoredGrant> grants;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT g.key_id, g.user_id, g.tenant_id, g.grantee_key, g.granted_ms, "
                            "g.expires_ms, g.bundle, g.signature FROM key_grants g WHERE %1 AND "
                            "g.revoked_ms IS NULL AND EXISTS (SELECT FROM users p WHERE p.id = g.user_id "
                            "AND p.deleted_ms IS NULL) ORDER BY g.key_id, g.user_id")
                 .arg(condition),
             params)) {
        grants.append(storedGrantOf(row));
    }
    return grants;
}

QList<StoredGrant> KeyRepository::grantsOfKey(const QUuid &key)
{
    return readGrants(QStringLiteral("g.key_id = $1"), SqlParams().add(key));
}

QList<StoredGrant> KeyRepository::grantsInUse(const QUuid &key, qint64 nowMs)
{
    return readGrants(
        QStringLiteral(
            "g.key_id = $1 AND EXISTS (SELECT FROM users u WHERE u.id = g.user_id AND u.active AND "
            "u.web_access AND (u.valid_till_ms = 0 OR u.valid_till_ms > $2))"),
        SqlParams().add(key).add(nowMs));
}

QList<StoredGrant> KeyRepository::grantsOfUser(const QUuid &user)
{
    return readGrants(QStringLiteral("g.user_id = $1"), SqlParams().add(user));
}

void KeyRepository::putGrant(const StoredGrant &grant)
{
    m_transaction.exec(kPutGrant, paramsOf(grant));
}

qint64 KeyRepository::lastGrantMs(const QUuid &key, const QUuid &user)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT greatest(granted_ms, revoked_ms) FROM key_grants WHERE key_id = $1 AND "
                       "user_id = $2 FOR UPDATE"),
        SqlParams().add(key).add(user));
    return rows.empty() ? 0 : numberOf(rowAt(rows, 0)[0]);
}

bool KeyRepository::revokeGrant(const QUuid &key, const QUuid &user, qint64 nowMs)
{
    return !m_transaction
                .exec(QStringLiteral("UPDATE key_grants SET revoked_ms = greatest(granted_ms, $3::bigint), "
                                     "bundle = ''::bytea WHERE key_id = $1 AND user_id = $2 AND revoked_ms "
                                     "IS NULL RETURNING user_id"),
                      SqlParams().add(key).add(user).add(nowMs))
                .empty();
}

} // namespace recorder
