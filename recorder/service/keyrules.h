// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/service/keypins.h"
#include "recorder/store/keyrepository.h"

#include "common/crypto/grants.h"
#include "common/model/listing.h"

#include <QHash>

namespace recorder
{

/// Rows as what is signed, and back.
common::KeyRecord recordOf(const StoredKeyRecord &stored);
StoredKeyRecord storedOf(const common::KeyRecord &record);
/// Of one RSA key, the one that it has first: others were its record before somebody brought it back, as far
/// as the RSA key itself has signed what came after each (docs/security.md, "Bringing a key back").
QList<common::KeyRecord> recordsOf(const StoredTenantKey &key);
/// The one of this identity; else the one that it has now, which then does not fit.
common::KeyRecord recordNamed(const StoredTenantKey &key, const QByteArray &identity);
common::Grant grantOf(const StoredGrant &stored, const StoredTenantKey &key);

/// Whether a user can open what is sealed to a key.
enum class KeyAccess {
    None,       ///< nobody granted it to him
    NoKeys,     ///< he has no keys yet: he has to sign in once
    Authorised, ///<
    Regrant,    ///< what he was granted is of no use to the keys that he has now
    Expired
};
QString keyOf(KeyAccess access);
/// As common::checkGrant(), by any record of the key.
common::Status checkGrantOf(const StoredTenantKey &key, const common::Grant &grant,
                            const common::KeyRecord &grantee, qint64 nowMs);
/// Judged by the signatures, not by the row alone.
KeyAccess accessOf(const StoredTenantKey &key, const std::optional<StoredGrant> &grant,
                   const std::optional<StoredUserKeys> &user, qint64 nowMs);

bool reachesTenant(const TenantScope &scope, TenantKey tenant);
/// Within reach, else NotFound. `forChange`: two who change it at a time do so one after the other.
common::Result<StoredTenantKey> tenantKeyWithin(Transaction &transaction, const TenantScope &scope,
                                                const QString &id, bool forChange);
/// The row of the audit trail is about this key.
void tellKey(AuditDetail &trail, const StoredTenantKey &key);
/// To open pages, and to calls that may wait for it.
void publishKey(AuditDetail &trail, const StoredTenantKey &key);
/// What a list of keys is narrowed to: each field once, "is" one value. Invalid (criteria = unknown).
common::Result<QHash<QString, QString>> keyCriteriaOf(const common::ListQuery &query,
                                                      const QStringList &fields);
/// To a user, judged as KeyGrants/Grant says.
common::Status storeGrant(Transaction &transaction, const TenantScope &scope, const StoredTenantKey &key,
                          const common::Grant &grant);

/// Whether who asks can open it, by a grant that is judged good. Of an impersonation it says what the user
/// can whose eyes they are: methods that ask this are in person.
bool isHeldBy(Transaction &transaction, const TenantScope &scope, const StoredTenantKey &key);

/// Whether nobody would open it any more, did these not. Removed users do not, nor who may not
/// sign in now.
bool isLeftWithout(Transaction &transaction, const StoredTenantKey &key, const QList<QUuid> &users,
                   qint64 nowMs);
/// A key that would be left so, were these removed; of users who hold none, or only what their keys do not
/// open, nothing is lost. Locks what they hold until the end of the transaction.
std::optional<StoredTenantKey> keyLostWith(Transaction &transaction, const QList<QUuid> &users, qint64 nowMs);

/// What of a fingerprint somebody types to show that he means it: its last six characters.
QString tailOf(const QByteArray &fingerprint);

/// The key that a tenant's recordings are sealed to, with the chain that it came by judged anew: whoever can
/// write to the database cannot put a key there without a voucher of the one before, unless somebody accepted
/// it by name. Nothing: no key is active. Invalid (fields: activation = ...): there is one that must not be
/// used.
common::Result<std::optional<StoredTenantKey>> activeKeyOf(Transaction &transaction, TenantKey tenant,
                                                           qint64 nowMs);
/// The same with its chain, the key that was activated first in front. Who has taken away activations makes
/// another chain, or a shorter one; that it is one only those can tell who remember it (keypins.h).
struct ActiveKey {
    StoredTenantKey key;
    QList<KeyLink> chain;
};
common::Result<std::optional<ActiveKey>> activeChainOf(Transaction &transaction, TenantKey tenant,
                                                       qint64 nowMs);

} // namespace recorder
