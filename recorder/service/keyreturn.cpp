// SPDX-License-Identifier: GPL-3.0-or-later
// A tenant's key that is there already, brought back by whoever has its private half.
#include "recorder/service/directorychecks.h"
#include "recorder/service/tenantkeys.h"

#include "common/crypto/keyproof.h"

namespace recorder
{

using common::ErrorCode;
using common::Result;

namespace
{

common::Status checkSuccessor(const StoredTenantKey &key, const KeyToBringBack &wanted)
{
    auto sealing = common::checkKeyRecord(wanted.record);
    if (!sealing) {
        return common::propagate(sealing);
    }
    if (wanted.record.owner != key.record.owner) {
        return invalid("record", "owner");
    }
    if (wanted.record.fingerprint() != key.fingerprint) {
        return invalid("record", "key");
    }
    // What was taken once names a record that was succeeded since.
    if (wanted.before != key.record.identity) {
        return refused(ErrorCode::Conflict, "proof", "stale");
    }
    if (key.earlier.size() >= kMostSuccessions) {
        return refused(ErrorCode::Conflict, "key", "record-limit");
    }
    return common::checkSuccession(
        {key.record.owner, key.fingerprint, wanted.before, wanted.record.identity()}, *sealing, wanted.proof);
}

} // namespace

Result<StoredTenantKey> bringBackTenantKey(Transaction &transaction, const TenantScope &scope,
                                           AuditDetail &trail, const KeyToBringBack &wanted)
{
    auto key = tenantKeyWithin(transaction, scope, wanted.id, true);
    if (!key) {
        return key;
    }
    if (common::Status good = checkSuccessor(*key, wanted); !good) {
        return common::propagate(good);
    }
    if (wanted.grant.grantee != scope.actor().user.uuid()) {
        return invalid("grant", "grantee");
    }
    KeyRepository keys(transaction);
    keys.succeed(*key, storedOf(wanted.record), wanted.proof,
                 scope.actor().login.isEmpty() ? scope.actor().name : scope.actor().login);
    const auto back = keys.tenantKey(key->id, scope.nowMs());
    if (!back || recordsOf(*back).size() != recordsOf(*key).size() + 1) {
        return invalid("record", "format"); // what one before it signed would be lost
    }
    if (common::Status stored = storeGrant(transaction, scope, *back, wanted.grant); !stored) {
        return common::propagate(stored);
    }
    tellKey(trail, *back);
    publishKey(trail, *back);
    trail.changed(QStringLiteral("record"), QString::fromLatin1(key->record.identity.toHex()),
                  QString::fromLatin1(back->record.identity.toHex()));
    trail.changed(QStringLiteral("private"), key->hasPrivate, true);
    return *keys.tenantKey(key->id, scope.nowMs());
}

} // namespace recorder
