// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"
#include "recorder/store/transaction.h"

#include "common/core/ids.h"

#include <optional>

namespace recorder
{

/// The public half of a user's or tenant's keys, as it was signed (common/crypto/keybundle.h).
struct StoredKeyRecord {
    QUuid owner; ///< user or tenant
    QByteArray identity;
    QByteArray spki;
    QByteArray signingKey;
    qint64 createdMs = 0;
    QByteArray signature;

    bool operator==(const StoredKeyRecord &) const = default;
};

struct StoredUserKeys {
    StoredKeyRecord record;
    TenantKey tenant{};
    QByteArray bundle;
    QByteArray nextBundle; ///< empty = none
    QByteArray recovery;   ///< empty = none
    qint64 retiredMs = 0;  ///< 0 = in use
    QByteArray kdf{};      ///< 40 bytes (migration 21); empty = not known
    QByteArray nextKdf{};
};

/// A record of a tenant's key that another one of the same RSA key took the place of.
struct StoredSuccession {
    StoredKeyRecord record;
    QByteArray proof; ///< by the RSA key: of the record that came after it
};

struct StoredTenantKey {
    QUuid id;
    TenantKey tenant{};
    QString tenantName;
    StoredKeyRecord record;
    QByteArray fingerprint;
    int bits = 0;
    bool hasPrivate = false;
    bool active = false;
    qint64 exportedMs = 0; ///< 0 = never
    int holders = 0;       ///< users who may sign in and can open it now, as far as rows tell
    QString name{};        ///< may be empty
    QString vouching{};    ///< of its latest activation; empty = it never was active
    QString acceptedBy{};  ///< unvouched: login of who accepted it
    qint64 activatedMs = 0;
    std::optional<qint64> recordings{}; ///< see countRecordings(); nobody asked = nothing
    std::optional<qint64> moved{};      ///< see countMoved()
    QList<StoredSuccession> earlier{};  ///< the latest first
};

struct StoredActivation {
    QUuid key;
    QByteArray keyIdentity;
    QByteArray previous;
    qint64 atMs = 0;
    QByteArray signature;
    QByteArray vouch;
    QString vouching; ///< first, vouched, unvouched
    QString acceptedBy;
};

struct StoredGrant {
    QUuid key;
    QUuid user;
    TenantKey tenant{};
    QByteArray granteeKey;
    qint64 grantedMs = 0;
    qint64 expiresMs = 0;
    QByteArray bundle;
    QByteArray signature;
};

/// Keys and grants. Knows nothing of what the bytes mean. What a tenant sees is the wall's business, and the
/// caller's who names one.
class KeyRepository
{
public:
    explicit KeyRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    std::optional<StoredUserKeys> userKeys(const QUuid &user);
    /// In use, of these.
    QList<StoredUserKeys> userKeysOf(const QList<QUuid> &users);
    /// Those in use first, then the latest retired ones. `forChange` locks them until the end of the
    /// transaction.
    QList<StoredUserKeys> allUserKeys(const QUuid &user, bool forChange = false);
    /// New, or the same record with other seals; in use from now on.
    void putUserKeys(const StoredUserKeys &keys);
    /// What is in use is not any more. False: there was nothing.
    bool retireUserKeys(const QUuid &user, qint64 nowMs);
    /// Of all users what was retired before that; how many.
    qint64 forgetRetired(qint64 beforeMs);

    /// Of one tenant when given; the latest first. `nowMs` is for counting holders.
    QList<StoredTenantKey> tenantKeys(std::optional<TenantKey> tenant, qint64 nowMs);
    /// `forChange` locks it until the end of the transaction.
    std::optional<StoredTenantKey> tenantKey(const QUuid &id, qint64 nowMs, bool forChange = false);
    qint64 countTenantKeys(TenantKey tenant);
    /// False: the tenant has that key already.
    bool insertTenantKey(const StoredTenantKey &key);
    /// No other one of the tenant is active then.
    void setActive(const StoredTenantKey &key, bool active);
    void renameTenantKey(const QUuid &key, const QString &name);
    /// Another record of the same RSA key in the place of the one that it has, which is kept with the proof;
    /// from now on there is a private key. `by` is who did it, not empty. They are in key_activations, as
    /// what follows on itself: no link of the chain, and nothing that keeps a key from being deleted.
    void succeed(const StoredTenantKey &key, const StoredKeyRecord &after, const QByteArray &proof,
                 const QString &by);
    void noteExported(const QUuid &key, qint64 nowMs);
    void removeTenantKey(const QUuid &key);
    /// Names of tenants without an active key: of this one, or of all that have no setting `setting` of their
    /// own; suspended and removed ones and the system do not count.
    QStringList tenantsWithoutKey(std::optional<TenantKey> tenant, const QString &setting, int most);
    /// Calls with files that open with it now, not with a key that they were moved to.
    qint64 countRecordings(const QUuid &key);
    /// Calls with files that are sealed to it and were moved to another key: the files open with it alone
    /// where there is no database.
    qint64 countMoved(const QUuid &key);
    /// A file is sealed to it, or it is a link of the chain of activations.
    bool isNeeded(const QUuid &key);

    void addActivation(TenantKey tenant, const StoredActivation &activation);
    /// The latest one of the tenant, whether its key is still active or not.
    std::optional<StoredActivation> lastActivation(TenantKey tenant);
    /// All of the tenant, the first one first.
    QList<StoredActivation> activations(TenantKey tenant);

    /// Not those that were revoked, nor those of removed users.
    QList<StoredGrant> grantsOfKey(const QUuid &key);
    /// Nor those of users who may not sign in now: switched off, without web access, past the last day.
    QList<StoredGrant> grantsInUse(const QUuid &key, qint64 nowMs);
    QList<StoredGrant> grantsOfUser(const QUuid &user);
    /// In place of what he was granted before, revoked or not.
    void putGrant(const StoredGrant &grant);
    /// When he was granted the key last, or that was revoked; 0 = never. Nobody changes it until the end of
    /// the transaction.
    qint64 lastGrantMs(const QUuid &key, const QUuid &user);
    /// The moment stays, the bundle goes. False: there was nothing.
    bool revokeGrant(const QUuid &key, const QUuid &user, qint64 nowMs);

private:
    QList<StoredActivation> readActivations(const QString &condition, const SqlParams &params);
    QList<StoredTenantKey> readKeys(const QString &condition, const SqlParams &params, bool locked);
    void readEarlier(QList<StoredTenantKey> &keys);
    QList<StoredGrant> readGrants(const QString &condition, const SqlParams &params);
    QList<StoredUserKeys> readUserKeys(const QString &condition, const SqlParams &params,
                                       bool locked = false);
    Transaction &m_transaction;
};

} // namespace recorder
