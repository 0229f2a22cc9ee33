// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/tenantkeys.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/encryption.h"
#include "recorder/store/peoplerepository.h"
#include "recorder/store/tenantrepository.h"

#include <QHash>

#include <algorithm>

namespace recorder
{

using common::ErrorCode;
using common::Result;

namespace
{

constexpr qsizetype kMostName = 255;

QString idOf(const QUuid &id)
{
    return id.toString(QUuid::WithoutBraces);
}

bool reaches(const TenantScope &scope, TenantKey tenant)
{
    return !scope.tenant() || *scope.tenant() == tenant;
}

/// Within reach. Two who change it at a time do so one after the other.
Result<StoredTenantKey> keyWithin(Transaction &transaction, const TenantScope &scope, const QString &id,
                                  bool forChange = true)
{
    const auto key = KeyRepository(transaction).tenantKey(uuidOfText(id), scope.nowMs(), forChange);
    if (!key || !reaches(scope, key->tenant)) {
        return notThere();
    }
    return *key;
}

void tell(AuditDetail &trail, const StoredTenantKey &key)
{
    trail.setSubject(key.id, QString::fromLatin1(key.fingerprint.toHex()));
    tellTenant(trail, key.tenant);
}

/// Calls may wait for it.
void publishKey(AuditDetail &trail, const StoredTenantKey &key)
{
    trail.publish({QStringLiteral("keys"), key.tenant, idOf(key.id), QStringLiteral("changed")});
}

Result<StoredTenantKey> keyToAdd(Transaction &transaction, const TenantScope &scope,
                                 const TenantKeyToAdd &wanted)
{
    auto sealing = common::checkKeyRecord(wanted.record);
    if (!sealing) {
        return common::propagate(sealing);
    }
    const auto tenant = TenantRepository(transaction).get(wanted.record.owner);
    if (!tenant || !reaches(scope, tenant->first)) {
        return invalid("tenant", "unknown");
    }
    StoredTenantKey key;
    key.id = common::makeUuidV7();
    key.tenant = tenant->first;
    key.tenantName = tenant->second.name;
    key.record = storedOf(wanted.record);
    key.fingerprint = wanted.record.fingerprint();
    key.bits = sealing->bits();
    key.hasPrivate = wanted.grant.has_value();
    key.name = wanted.name.trimmed();
    if (key.name.size() > kMostName) {
        return invalid("name", "length");
    }
    return key;
}

/// What a list is narrowed to: each field once, "is" one value.
Result<QHash<QString, QString>> criteriaOf(const common::ListQuery &query, const QStringList &fields)
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

Result<QList<common::UserRecord>> peopleOf(Transaction &transaction, const TenantScope &scope,
                                           TenantKey tenant, const QString &search)
{
    constexpr int kMost = 1000;
    common::ListQuery query;
    query.search = search;
    query.order = QStringLiteral("name");
    query.pageSize = kMost;
    query.wantTotal = false;
    DirectoryReach reach = directoryReachOf(scope);
    reach.tenant = tenant;
    auto people = PeopleRepository(transaction, reach).list(query);
    return people ? Result<QList<common::UserRecord>>(people->items) : common::propagate(people);
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

common::Status storeGrant(Transaction &transaction, const TenantScope &scope, const StoredTenantKey &key,
                          const common::Grant &grant)
{
    KeyRepository keys(transaction);
    const auto user = keys.userKeys(grant.grantee);
    if (!user) {
        return invalid("grant", "no-keys");
    }
    if (common::Status good =
            common::checkGrant(grant, recordOf(key.record), recordOf(user->record), scope.nowMs());
        !good) {
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

} // namespace

Result<common::ListPageOf<StoredTenantKey>> listTenantKeys(Transaction &transaction, const TenantScope &scope,
                                                           AuditDetail &, const common::ListQuery &query)
{
    auto asked = criteriaOf(query, {QStringLiteral("tenant")});
    if (!asked) {
        return common::propagate(asked);
    }
    std::optional<TenantKey> wanted = scope.tenant();
    if (const QString id = asked->value(QStringLiteral("tenant")); !id.isEmpty()) {
        const auto tenant = TenantRepository(transaction).get(uuidOfText(id));
        if (!tenant || !reaches(scope, tenant->first)) {
            return notThere();
        }
        wanted = tenant->first;
    }
    common::ListPageOf<StoredTenantKey> page;
    const QByteArray begin = query.search.trimmed().toLower().toLatin1();
    for (const StoredTenantKey &key : KeyRepository(transaction).tenantKeys(wanted, scope.nowMs())) {
        if (key.fingerprint.toHex().startsWith(begin)) {
            page.items.append(key);
        }
    }
    page.total = page.items.size();
    return page;
}

Result<StoredTenantKey> showTenantKey(Transaction &transaction, const TenantScope &scope, AuditDetail &,
                                      const QString &id)
{
    return keyWithin(transaction, scope, id, false);
}

Result<StoredTenantKey> addTenantKey(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                     const TenantKeyToAdd &wanted)
{
    auto key = keyToAdd(transaction, scope, wanted);
    if (!key) {
        return key;
    }
    if (wanted.grant && wanted.grant->grantee != scope.actor().user.uuid()) {
        return invalid("grant", "grantee");
    }
    KeyRepository keys(transaction);
    if (keys.countTenantKeys(key->tenant) >= kMostTenantKeys) {
        return refused(ErrorCode::Conflict, "key", "key-limit");
    }
    if (!keys.insertTenantKey(*key)) {
        return refused(ErrorCode::Conflict, "key", "exists");
    }
    if (wanted.grant) {
        if (common::Status stored = storeGrant(transaction, scope, *key, *wanted.grant); !stored) {
            return common::propagate(stored);
        }
    }
    tell(trail, *key);
    trail.note(QStringLiteral("name"), key->name);
    trail.note(QStringLiteral("bits"), key->bits);
    trail.note(QStringLiteral("private"), key->hasPrivate);
    return *keys.tenantKey(key->id, scope.nowMs());
}

Result<StoredTenantKey> activateTenantKey(Transaction &transaction, const TenantScope &scope,
                                          AuditDetail &trail, const KeyToActivate &wanted)
{
    lockDirectory(transaction); // one link of the chain at a time; before the key, as who removes users
    auto key = keyWithin(transaction, scope, wanted.id);
    if (!key) {
        return key;
    }
    if (key->bits < common::SealingKey::kLeastSealingBits) {
        return invalid("bits", "weak");
    }
    KeyRepository keys(transaction);
    const auto last = keys.lastActivation(key->tenant);
    if (last && last->key == key->id) { // switched off meanwhile, with nothing in between
        keys.setActive(*key, true);
        tell(trail, *key);
        trail.changed(QStringLiteral("active"), key->active, true);
        publishKey(trail, *key);
        return *keys.tenantKey(key->id, scope.nowMs());
    }
    // Made about now, and after the one before: what a holder signed once is a file that anybody may have
    // kept.
    const qint64 at = wanted.activation.atMs;
    if (qAbs(at - scope.nowMs()) > common::kGrantSkewMs || (last && at < last->atMs)) {
        return invalid("activation", "clock");
    }
    // The one before, whether it is still in use or was switched off: else switching it off would be a way
    // around its holders.
    std::optional<common::KeyRecord> previous;
    if (last) {
        const auto before = keys.tenantKey(last->key, scope.nowMs());
        if (!before) {
            return invalid("activation", "missing");
        }
        previous = recordOf(before->record);
    }
    auto vouching = common::checkActivation(wanted.activation, recordOf(key->record), previous);
    if (!vouching) {
        return common::propagate(vouching);
    }
    const bool unvouched = *vouching == common::Vouching::Unvouched;
    if (unvouched && !wanted.accept) {
        return refused(ErrorCode::Denied, "activation", "unvouched");
    }
    if (unvouched && scope.actor().tenantKey != key->tenant) {
        return refused(ErrorCode::Denied, "activation", "foreign"); // whose calls these are has to mean it
    }
    const QString word = unvouched                                ? QStringLiteral("unvouched")
                         : *vouching == common::Vouching::Vouched ? QStringLiteral("vouched")
                                                                  : QStringLiteral("first");
    keys.addActivation(key->tenant,
                       {key->id, wanted.activation.key, wanted.activation.previous, wanted.activation.atMs,
                        wanted.activation.signature, wanted.activation.vouch, word,
                        unvouched ? scope.actor().login : QString()});
    keys.setActive(*key, true);
    tell(trail, *key);
    trail.changed(QStringLiteral("active"), key->active, true);
    trail.note(QStringLiteral("vouching"), word);
    publishKey(trail, *key);
    return *keys.tenantKey(key->id, scope.nowMs());
}

Result<StoredTenantKey> deactivateTenantKey(Transaction &transaction, const TenantScope &scope,
                                            AuditDetail &trail, const KeyToDeactivate &wanted)
{
    auto key = keyWithin(transaction, scope, wanted.id);
    if (!key) {
        return key;
    }
    const bool encrypts = key->active && isEncrypting(transaction, key->tenant);
    if (encrypts && wanted.tail.isEmpty()) {
        return refused(ErrorCode::Conflict, "confirm", "encrypting");
    }
    if (encrypts && wanted.tail.toLower() != tailOf(key->fingerprint)) {
        return invalid("confirm", "wrong");
    }
    KeyRepository keys(transaction);
    if (key->active) {
        keys.setActive(*key, false);
    }
    tell(trail, *key);
    trail.changed(QStringLiteral("active"), key->active, false);
    if (encrypts) {
        trail.note(QStringLiteral("encrypting"), true);
    }
    publishKey(trail, *key);
    key->active = false;
    return key;
}

Result<bool> noteKeyExport(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                           const KeyExport &exported)
{
    auto key = keyWithin(transaction, scope, exported.id);
    if (!key) {
        return common::propagate(key);
    }
    if (!isHeldBy(transaction, scope, *key)) {
        return refused(ErrorCode::Denied, "key", "not-held");
    }
    KeyRepository(transaction).noteExported(key->id, scope.nowMs());
    tell(trail, *key);
    trail.note(QStringLiteral("with_password"), exported.withPassword);
    return true;
}

Result<bool> removeTenantKey(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                             const KeyToRemove &wanted)
{
    auto key = keyWithin(transaction, scope, wanted.id);
    if (!key) {
        return common::propagate(key);
    }
    KeyRepository keys(transaction);
    if (key->active) {
        return refused(ErrorCode::Conflict, "active", "active");
    }
    if (keys.isNeeded(key->id)) {
        return refused(ErrorCode::Conflict, "key", "needed");
    }
    if (wanted.tail.toLower() != tailOf(key->fingerprint)) {
        return invalid("confirm", "wrong");
    }
    keys.removeTenantKey(key->id);
    tell(trail, *key);
    return true;
}

Result<common::ListPageOf<KeyUser>> listKeyUsers(Transaction &transaction, const TenantScope &scope,
                                                 AuditDetail &, const common::ListQuery &query)
{
    auto asked = criteriaOf(query, {QStringLiteral("key"), QStringLiteral("authorised")});
    if (!asked) {
        return common::propagate(asked);
    }
    const QString authorised = asked->value(QStringLiteral("authorised"));
    auto key = keyWithin(transaction, scope, asked->value(QStringLiteral("key")), false);
    if (!key) {
        return common::propagate(key);
    }
    QList<common::UserRecord> people;
    for (const TenantKey tenant : {key->tenant, kSystemTenant}) {
        auto some = peopleOf(transaction, scope, tenant, query.search);
        if (!some) {
            return common::propagate(some);
        }
        people += *some;
        if (scope.tenant() || key->tenant == kSystemTenant) {
            break;
        }
    }
    KeyRepository keys(transaction);
    QHash<QUuid, StoredGrant> grants;
    for (const StoredGrant &grant : keys.grantsOfKey(key->id)) {
        grants.insert(grant.user, grant);
    }
    QList<QUuid> ids;
    for (const common::UserRecord &person : std::as_const(people)) {
        ids.append(uuidOfText(person.id));
    }
    QHash<QUuid, StoredUserKeys> current;
    for (const StoredUserKeys &own : keys.userKeysOf(ids)) {
        current.insert(own.record.owner, own);
    }
    common::ListPageOf<KeyUser> page;
    for (const common::UserRecord &person : std::as_const(people)) {
        KeyUser user{uuidOfText(person.id), person.name, person.login, KeyAccess::None, std::nullopt, 0};
        const auto grant =
            grants.contains(user.id) ? std::optional(grants.value(user.id)) : std::optional<StoredGrant>();
        const auto own = current.contains(user.id) ? std::optional(current.value(user.id))
                                                   : std::optional<StoredUserKeys>();
        user.access = accessOf(*key, grant, own, scope.nowMs());
        if (own) {
            user.record = recordOf(own->record);
        }
        user.expiresMs = grant ? grant->expiresMs : 0;
        const bool is = user.access == KeyAccess::Authorised;
        if (authorised.isEmpty() || is == (authorised == QLatin1String("true"))) {
            page.items.append(user);
        }
    }
    page.total = page.items.size();
    return page;
}

Result<bool> grantKey(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                      const common::Grant &grant)
{
    KeyRepository keys(transaction);
    const QList<StoredTenantKey> all = keys.tenantKeys(scope.tenant(), scope.nowMs());
    const auto key = std::find_if(all.begin(), all.end(), [&grant](const StoredTenantKey &candidate) {
        return candidate.record.owner == grant.tenant && candidate.fingerprint == grant.key;
    });
    if (key == all.end()) {
        return refused(ErrorCode::NotFound, "key_id", "unknown");
    }
    const auto person = PeopleRepository(transaction, directoryReachOf(scope)).get(grant.grantee);
    if (!person || (person->tenant != key->tenant && person->tenant != kSystemTenant)) {
        return refused(ErrorCode::NotFound, "grantee", "unknown");
    }
    if (common::Status stored = storeGrant(transaction, scope, *key, grant); !stored) {
        return common::propagate(stored);
    }
    tell(trail, *key);
    trail.note(QStringLiteral("grantee"), person->record.name);
    trail.note(QStringLiteral("grantee_id"), idOf(grant.grantee));
    if (grant.expiresMs != 0) {
        trail.note(QStringLiteral("expires_ms"), grant.expiresMs);
    }
    return true;
}

Result<int> revokeKey(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                      const GrantsToRevoke &wanted)
{
    auto key = keyWithin(transaction, scope, wanted.keyId);
    auto users = uuidsOf(wanted.users);
    if (!key || !users) {
        return key ? common::propagate(users) : common::propagate(key);
    }
    const bool confirmed = wanted.tail.toLower() == tailOf(key->fingerprint);
    if (key->hasPrivate && !confirmed && isLeftWithout(transaction, *key, *users, scope.nowMs())) {
        return refused(ErrorCode::Conflict, "confirm", "last-holder");
    }
    KeyRepository keys(transaction);
    PeopleRepository people(transaction, directoryReachOf(scope));
    QStringList names;
    for (const QUuid &user : std::as_const(*users)) {
        if (keys.revokeGrant(key->id, user, scope.nowMs())) {
            const auto person = people.get(user);
            names.append(person ? person->record.name : idOf(user));
        }
    }
    tell(trail, *key);
    trail.note(QStringLiteral("revoked"), names.join(QStringLiteral(", ")));
    trail.drop(names.isEmpty());
    return static_cast<int>(names.size());
}

} // namespace recorder
