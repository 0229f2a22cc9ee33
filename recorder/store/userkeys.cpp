// SPDX-License-Identifier: GPL-3.0-or-later
// Of what KeyRepository keeps, the keys of users themselves, which open what they were granted.
#include "recorder/store/keyrepository.h"
#include "recorder/store/pqxxcompat.h"

namespace recorder
{

namespace
{

const QString kPutUserKeys = QStringLiteral(
    "INSERT INTO user_keys (user_id, tenant_id, identity, spki, signing_key, created_ms, signature, bundle, "
    "next_bundle, recovery, kdf, next_kdf) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, nullif($9::bytea, "
    "''::bytea), nullif($10::bytea, ''::bytea), nullif($11::bytea, ''::bytea), nullif($12::bytea, "
    "''::bytea)) ON CONFLICT (user_id, identity) DO UPDATE SET bundle = excluded.bundle, next_bundle = "
    "excluded.next_bundle, recovery = coalesce(excluded.recovery, user_keys.recovery), kdf = excluded.kdf, "
    "next_kdf = excluded.next_kdf, "
    "retired_ms = NULL");

} // namespace

QList<StoredUserKeys> KeyRepository::readUserKeys(const QString &condition, const SqlParams &params,
                                                  bool locked)
{
    QList<StoredUserKeys> all;
    for (const auto &row : m_transaction.exec(
             QStringLiteral(
                 "SELECT user_id, identity, spki, signing_key, created_ms, signature, tenant_id, "
                 "bundle, next_bundle, recovery, retired_ms, kdf, next_kdf FROM user_keys WHERE %1 ORDER BY "
                 "retired_ms DESC NULLS FIRST%2")
                 .arg(condition, QLatin1String(locked ? " FOR UPDATE" : "")),
             params)) {
        all.append({{uuidOf(row[0]), bytesOf(row[1]), bytesOf(row[2]), bytesOf(row[3]), numberOf(row[4]),
                     bytesOf(row[5])},
                    static_cast<TenantKey>(numberOf(row[6])),
                    bytesOf(row[7]),
                    bytesOf(row[8]),
                    bytesOf(row[9]),
                    numberOf(row[10]),
                    bytesOf(row[11]),
                    bytesOf(row[12])});
    }
    return all;
}

std::optional<StoredUserKeys> KeyRepository::userKeys(const QUuid &user)
{
    const QList<StoredUserKeys> all =
        readUserKeys(QStringLiteral("user_id = $1 AND retired_ms IS NULL"), SqlParams().add(user));
    return all.isEmpty() ? std::nullopt : std::optional(all.first());
}

QList<StoredUserKeys> KeyRepository::userKeysOf(const QList<QUuid> &users)
{
    return readUserKeys(QStringLiteral("user_id = ANY($1::uuid[]) AND retired_ms IS NULL"),
                        SqlParams().addArray(users));
}

QList<StoredUserKeys> KeyRepository::allUserKeys(const QUuid &user, bool forChange)
{
    return readUserKeys(QStringLiteral("user_id = $1"), SqlParams().add(user), forChange);
}

void KeyRepository::putUserKeys(const StoredUserKeys &keys)
{
    m_transaction.exec(kPutUserKeys, SqlParams()
                                         .add(keys.record.owner)
                                         .add(static_cast<qint64>(keys.tenant))
                                         .addBytes(keys.record.identity)
                                         .addBytes(keys.record.spki)
                                         .addBytes(keys.record.signingKey)
                                         .add(keys.record.createdMs)
                                         .addBytes(keys.record.signature)
                                         .addBytes(keys.bundle)
                                         .addBytes(keys.nextBundle)
                                         .addBytes(keys.recovery)
                                         .addBytes(keys.kdf)
                                         .addBytes(keys.nextKdf));
}

bool KeyRepository::retireUserKeys(const QUuid &user, qint64 nowMs)
{
    return !m_transaction
                .exec(QStringLiteral(
                          "UPDATE user_keys SET retired_ms = $2, next_bundle = NULL, next_kdf = NULL WHERE "
                          "user_id = $1 AND retired_ms IS NULL RETURNING identity"),
                      SqlParams().add(user).add(nowMs))
                .empty();
}

qint64 KeyRepository::forgetRetired(qint64 beforeMs)
{
    return static_cast<qint64>(
        m_transaction
            .exec(QStringLiteral("DELETE FROM user_keys WHERE retired_ms < $1 RETURNING identity"),
                  SqlParams().add(beforeMs))
            .size());
}

} // namespace recorder
