// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/keyrules.h"

#include "recorder/service/directorychecks.h"

#include "common/crypto/keyproof.h"

#include <algorithm>
#include <set>

namespace recorder
{

using common::Result;

namespace
{

constexpr qsizetype kTail = 6;

const StoredTenantKey *keyOfLink(const StoredActivation &link, const QList<StoredTenantKey> &keys)
{
    const auto found = std::find_if(keys.begin(), keys.end(),
                                    [&link](const StoredTenantKey &key) { return key.id == link.key; });
    return found == keys.end() ? nullptr : &*found;
}

/// One link of a chain against the one of another key before it: not what its row says came before, but what
/// did. A planted key would name nobody.
common::Status checkLink(const QList<StoredActivation> &chain, qsizetype at,
                         const QList<StoredTenantKey> &keys)
{
    const StoredActivation &link = chain.at(at);
    qsizetype earlier = at - 1;
    while (earlier >= 0 && chain.at(earlier).key == link.key) {
        --earlier;
    }
    const StoredTenantKey *key = keyOfLink(link, keys);
    const StoredTenantKey *previous = earlier < 0 ? nullptr : keyOfLink(chain.at(earlier), keys);
    if (key == nullptr || (earlier >= 0 && previous == nullptr)) {
        return invalid("activation", "missing"); // else the next one would pass for the first
    }
    // What a holder signed once, to come back to a key that was left since, does not come back without one.
    if (at > 0 && link.atMs < chain.at(at - 1).atMs) {
        return invalid("activation", "older");
    }
    std::optional<common::KeyRecord> before;
    if (previous != nullptr) {
        before = recordNamed(*previous, chain.at(earlier).keyIdentity);
    }
    const common::Activation activation{key->record.owner, link.keyIdentity, link.previous,
                                        link.atMs,         link.signature,   link.vouch};
    auto vouching = common::checkActivation(activation, recordNamed(*key, link.keyIdentity), before);
    if (!vouching) {
        return common::propagate(vouching);
    }
    if (*vouching == common::Vouching::Unvouched && link.acceptedBy.isEmpty()) {
        return invalid("activation", "unvouched");
    }
    return {};
}

} // namespace

common::KeyRecord recordOf(const StoredKeyRecord &stored)
{
    return {stored.owner, stored.spki, stored.signingKey, stored.createdMs, stored.signature};
}

StoredKeyRecord storedOf(const common::KeyRecord &record)
{
    return {record.owner,      record.identity(), record.spki,
            record.signingKey, record.createdMs,  record.signature};
}

QList<common::KeyRecord> recordsOf(const StoredTenantKey &key)
{
    QList<common::KeyRecord> records{recordOf(key.record)};
    if (key.earlier.isEmpty()) {
        return records;
    }
    const auto sealing = common::SealingKey::fromSpki(key.record.spki);
    for (const StoredSuccession &one : key.earlier) {
        const common::KeyRecord before = recordOf(one.record);
        const common::KeySuccession step{key.record.owner, key.fingerprint, before.identity(),
                                         records.last().identity()};
        if (!sealing || !common::checkKeyRecord(before) ||
            !common::checkSuccession(step, *sealing, one.proof)) {
            break; // nor what came before it
        }
        records.append(before);
    }
    return records;
}

common::KeyRecord recordNamed(const StoredTenantKey &key, const QByteArray &identity)
{
    for (const common::KeyRecord &record : recordsOf(key)) {
        if (record.identity() == identity) {
            return record;
        }
    }
    return recordOf(key.record);
}

common::Grant grantOf(const StoredGrant &stored, const StoredTenantKey &key)
{
    return {key.record.owner, key.fingerprint,  stored.user,   stored.granteeKey,
            stored.grantedMs, stored.expiresMs, stored.bundle, stored.signature};
}

QString keyOf(KeyAccess access)
{
    switch (access) {
    case KeyAccess::None: return QStringLiteral("none");
    case KeyAccess::NoKeys: return QStringLiteral("no-keys");
    case KeyAccess::Authorised: return QStringLiteral("authorised");
    case KeyAccess::Regrant: return QStringLiteral("regrant");
    case KeyAccess::Expired: return QStringLiteral("expired");
    }
    return {};
}

common::Status checkGrantOf(const StoredTenantKey &key, const common::Grant &grant,
                            const common::KeyRecord &grantee, qint64 nowMs)
{
    common::Status judged;
    for (const common::KeyRecord &record : recordsOf(key)) {
        judged = common::checkGrant(grant, record, grantee, nowMs);
        const bool signedByAnother =
            !judged && judged.error().fields.value(QStringLiteral("grant")) == QLatin1String("signature");
        if (!signedByAnother) {
            break;
        }
    }
    return judged;
}

KeyAccess accessOf(const StoredTenantKey &key, const std::optional<StoredGrant> &grant,
                   const std::optional<StoredUserKeys> &user, qint64 nowMs)
{
    if (!user) {
        return grant ? KeyAccess::Regrant : KeyAccess::NoKeys;
    }
    if (!grant) {
        return KeyAccess::None;
    }
    const common::Status good = checkGrantOf(key, grantOf(*grant, key), recordOf(user->record), nowMs);
    if (good) {
        return KeyAccess::Authorised;
    }
    const bool expired = good.error().fields.value(QStringLiteral("grant")) == QLatin1String("expired");
    return expired ? KeyAccess::Expired : KeyAccess::Regrant;
}

bool reachesTenant(const TenantScope &scope, TenantKey tenant)
{
    return !scope.tenant() || *scope.tenant() == tenant;
}

Result<StoredTenantKey> tenantKeyWithin(Transaction &transaction, const TenantScope &scope, const QString &id,
                                        bool forChange)
{
    const auto key = KeyRepository(transaction).tenantKey(uuidOfText(id), scope.nowMs(), forChange);
    if (!key || !reachesTenant(scope, key->tenant)) {
        return notThere();
    }
    return *key;
}

void publishKey(AuditDetail &trail, const StoredTenantKey &key)
{
    trail.publish({QStringLiteral("keys"), key.tenant, key.id.toString(QUuid::WithoutBraces),
                   QStringLiteral("changed")});
}

void tellKey(AuditDetail &trail, const StoredTenantKey &key)
{
    trail.setSubject(key.id, QString::fromLatin1(key.fingerprint.toHex()));
    tellTenant(trail, key.tenant);
}

Result<QHash<QString, QString>> keyCriteriaOf(const common::ListQuery &query, const QStringList &fields)
{
    QHash<QString, QString> values;
    for (const common::Criterion &criterion : query.criteria) {
        if (!fields.contains(criterion.field) || criterion.op != QLatin1String("is") ||
            criterion.values.size() != 1 || values.contains(criterion.field)) {
            return invalid("criteria", "unknown");
        }
        values.insert(criterion.field, criterion.values.first());
    }
    return values;
}

common::Status storeGrant(Transaction &transaction, const TenantScope &scope, const StoredTenantKey &key,
                          const common::Grant &grant)
{
    KeyRepository keys(transaction);
    const auto user = keys.userKeys(grant.grantee);
    if (!user) {
        return invalid("grant", "no-keys");
    }
    if (common::Status good = checkGrantOf(key, grant, recordOf(user->record), scope.nowMs()); !good) {
        return good;
    }
    const qint64 after = keys.lastGrantMs(key.id, grant.grantee);
    if (common::Status good = common::checkNewGrant(grant, after, scope.nowMs()); !good) {
        return good;
    }
    keys.putGrant({key.id, grant.grantee, key.tenant, grant.granteeKey, grant.grantedMs, grant.expiresMs,
                   grant.bundle, grant.signature});
    return {};
}

bool isHeldBy(Transaction &transaction, const TenantScope &scope, const StoredTenantKey &key)
{
    KeyRepository keys(transaction);
    const QUuid user = scope.actor().user.uuid();
    const QList<StoredGrant> grants = keys.grantsOfUser(user);
    const auto grant = std::find_if(grants.begin(), grants.end(),
                                    [&key](const StoredGrant &one) { return one.key == key.id; });
    return grant != grants.end() &&
           accessOf(key, *grant, keys.userKeys(user), scope.nowMs()) == KeyAccess::Authorised;
}

bool isLeftWithout(Transaction &transaction, const StoredTenantKey &key, const QList<QUuid> &users,
                   qint64 nowMs)
{
    KeyRepository keys(transaction);
    const QList<StoredGrant> grants = keys.grantsInUse(key.id, nowMs);
    return std::none_of(grants.begin(), grants.end(), [&](const StoredGrant &grant) {
        return !users.contains(grant.user) &&
               accessOf(key, grant, keys.userKeys(grant.user), nowMs) == KeyAccess::Authorised;
    });
}

std::optional<StoredTenantKey> keyLostWith(Transaction &transaction, const QList<QUuid> &users, qint64 nowMs)
{
    KeyRepository keys(transaction);
    std::set<QUuid> held; // locked in one order
    for (const QUuid &user : users) {
        const QList<StoredUserKeys> own = keys.allUserKeys(user); // retired ones may come back
        for (const StoredGrant &grant : keys.grantsOfUser(user)) {
            const bool opens = std::any_of(own.begin(), own.end(), [&grant](const StoredUserKeys &one) {
                return one.record.identity == grant.granteeKey;
            });
            if (opens) {
                held.insert(grant.key);
            }
        }
    }
    for (const QUuid &id : held) {
        const auto key = keys.tenantKey(id, nowMs, true);
        if (key && key->hasPrivate && isLeftWithout(transaction, *key, users, nowMs)) {
            return key;
        }
    }
    return std::nullopt;
}

QString tailOf(const QByteArray &fingerprint)
{
    return QString::fromLatin1(fingerprint.toHex().right(kTail));
}

Result<std::optional<StoredTenantKey>> activeKeyOf(Transaction &transaction, TenantKey tenant, qint64 nowMs)
{
    auto active = activeChainOf(transaction, tenant, nowMs);
    if (!active) {
        return common::propagate(active);
    }
    return *active ? std::optional((*active)->key) : std::nullopt;
}

Result<std::optional<ActiveKey>> activeChainOf(Transaction &transaction, TenantKey tenant, qint64 nowMs)
{
    using Found = std::optional<ActiveKey>;
    KeyRepository keys(transaction);
    const QList<StoredTenantKey> all = keys.tenantKeys(tenant, nowMs);
    const auto active =
        std::find_if(all.begin(), all.end(), [](const StoredTenantKey &key) { return key.active; });
    if (active == all.end()) {
        return Found();
    }
    const QList<StoredActivation> chain = keys.activations(tenant);
    if (chain.isEmpty() || chain.last().key != active->id) {
        return invalid("activation", "missing");
    }
    // Every link: else one in the middle that nobody signed could vouch for what comes after it.
    for (qsizetype i = chain.size() - 1; i >= 0; --i) {
        if (common::Status good = checkLink(chain, i, all); !good) {
            return common::propagate(good);
        }
    }
    ActiveKey found{*active, {}};
    for (const StoredActivation &link : chain) {
        found.chain.append({link.keyIdentity, link.atMs});
    }
    return Found(std::move(found));
}

} // namespace recorder
