// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/tenantkeys.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/encryption.h"
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

Result<StoredTenantKey> keyToAdd(Transaction &transaction, const TenantScope &scope,
                                 const TenantKeyToAdd &wanted)
{
    auto sealing = common::checkKeyRecord(wanted.record);
    if (!sealing) {
        return common::propagate(sealing);
    }
    const auto tenant = TenantRepository(transaction).get(wanted.record.owner);
    if (!tenant || !reachesTenant(scope, tenant->first)) {
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

} // namespace

Result<common::ListPageOf<StoredTenantKey>> listTenantKeys(Transaction &transaction, const TenantScope &scope,
                                                           AuditDetail &, const common::ListQuery &query)
{
    auto asked = keyCriteriaOf(query, {QStringLiteral("tenant")});
    if (!asked) {
        return common::propagate(asked);
    }
    std::optional<TenantKey> wanted = scope.tenant();
    if (const QString id = asked->value(QStringLiteral("tenant")); !id.isEmpty()) {
        const auto tenant = TenantRepository(transaction).get(uuidOfText(id));
        if (!tenant || !reachesTenant(scope, tenant->first)) {
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
    auto key = tenantKeyWithin(transaction, scope, id, false);
    if (key) {
        key->recordings = KeyRepository(transaction).countRecordings(key->id);
        key->moved = KeyRepository(transaction).countMoved(key->id);
    }
    return key;
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
    tellKey(trail, *key);
    trail.note(QStringLiteral("name"), key->name);
    trail.note(QStringLiteral("bits"), key->bits);
    trail.note(QStringLiteral("private"), key->hasPrivate);
    return *keys.tenantKey(key->id, scope.nowMs());
}

Result<StoredTenantKey> renameTenantKey(Transaction &transaction, const TenantScope &scope,
                                        AuditDetail &trail, const KeyToRename &wanted)
{
    auto key = tenantKeyWithin(transaction, scope, wanted.id, true);
    if (!key) {
        return key;
    }
    const QString name = wanted.name.trimmed();
    if (name.size() > kMostName) {
        return invalid("name", "length");
    }
    KeyRepository(transaction).renameTenantKey(key->id, name);
    tellKey(trail, *key);
    trail.changed(QStringLiteral("name"), key->name, name);
    trail.drop(key->name == name);
    publishKey(trail, *key);
    key->name = name;
    return key;
}

Result<StoredTenantKey> activateTenantKey(Transaction &transaction, const TenantScope &scope,
                                          AuditDetail &trail, const KeyToActivate &wanted)
{
    lockDirectory(transaction); // one link of the chain at a time; before the key, as who removes users
    auto key = tenantKeyWithin(transaction, scope, wanted.id, true);
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
        tellKey(trail, *key);
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
        previous = recordNamed(*before, last->keyIdentity);
    }
    if (wanted.activation.previous == wanted.activation.key) {
        return invalid("activation", "previous"); // rows say so of what is no link (KeyRepository::succeed)
    }
    auto vouching =
        common::checkActivation(wanted.activation, recordNamed(*key, wanted.activation.key), previous);
    if (!vouching) {
        return common::propagate(vouching);
    }
    const bool unvouched = *vouching == common::Vouching::Unvouched;
    if (unvouched && !wanted.accept) {
        return refused(ErrorCode::Denied, "activation", "unvouched");
    }
    // Whose calls these are has to mean it: not somebody else with his eyes, and under his name.
    if (unvouched && (scope.actor().tenantKey != key->tenant || scope.actor().isImpersonated())) {
        return refused(ErrorCode::Denied, "activation", "foreign");
    }
    const QString word = unvouched                                ? QStringLiteral("unvouched")
                         : *vouching == common::Vouching::Vouched ? QStringLiteral("vouched")
                                                                  : QStringLiteral("first");
    keys.addActivation(key->tenant,
                       {key->id, wanted.activation.key, wanted.activation.previous, wanted.activation.atMs,
                        wanted.activation.signature, wanted.activation.vouch, word,
                        unvouched ? scope.actor().login : QString()});
    keys.setActive(*key, true);
    tellKey(trail, *key);
    trail.changed(QStringLiteral("active"), key->active, true);
    trail.note(QStringLiteral("vouching"), word);
    publishKey(trail, *key);
    return *keys.tenantKey(key->id, scope.nowMs());
}

Result<StoredTenantKey> deactivateTenantKey(Transaction &transaction, const TenantScope &scope,
                                            AuditDetail &trail, const KeyToDeactivate &wanted)
{
    lockDirectory(transaction); // encryption is not switched on meanwhile; before the key, as above
    auto key = tenantKeyWithin(transaction, scope, wanted.id, true);
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
    tellKey(trail, *key);
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
    auto key = tenantKeyWithin(transaction, scope, exported.id, true);
    if (!key) {
        return common::propagate(key);
    }
    if (!isHeldBy(transaction, scope, *key)) {
        return refused(ErrorCode::Denied, "key", "not-held");
    }
    KeyRepository(transaction).noteExported(key->id, scope.nowMs());
    tellKey(trail, *key);
    trail.note(QStringLiteral("with_password"), exported.withPassword);
    return true;
}

Result<bool> removeTenantKey(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                             const KeyToRemove &wanted)
{
    auto key = tenantKeyWithin(transaction, scope, wanted.id, true);
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
    tellKey(trail, *key);
    return true;
}

} // namespace recorder
