// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/ownkeys.h"

#include "recorder/service/directorychecks.h"

#include "common/crypto/sha256.h"
#include "common/crypto/statement.h"

#include <algorithm>

namespace recorder
{

using common::ErrorCode;
using common::Result;

namespace
{

/// A sealed bundle of an RSA key of 8192 bits is below 5 KiB.
constexpr qsizetype kMostBundle = 8 * 1024;
constexpr qsizetype kKdfSize = 40;

common::Status checkBundle(const char *field, const QByteArray &bundle, bool required)
{
    const bool good = bundle.size() <= kMostBundle && (!required || !bundle.isEmpty());
    return good ? common::Status() : common::Status(invalid(field, "length"));
}

common::Status checkShape(const common::KeysToKeep &wanted, const QUuid &user)
{
    if (auto key = common::checkKeyRecord(wanted.record); !key) {
        return common::propagate(key);
    }
    if (wanted.record.owner != user) {
        return invalid("record", "owner");
    }
    for (common::Status good :
         {checkBundle("bundle", wanted.bundle, true), checkBundle("next_bundle", wanted.nextBundle, false),
          checkBundle("recovery", wanted.recovery, false)}) {
        if (!good) {
            return good;
        }
    }
    for (const QByteArray &kdf : {wanted.kdf, wanted.nextKdf}) {
        if (!kdf.isEmpty() && kdf.size() != kKdfSize) {
            return invalid("kdf", "format");
        }
    }
    return {};
}

/// The keys are those of the row, whatever else the record says: both go into the identity.
common::Status checkProof(const common::KeysToKeep &wanted, const StoredUserKeys &before)
{
    if (common::Status good = common::checkKeyProof(wanted, before.record.signingKey); !good) {
        return good;
    }
    return wanted.state == stateOf(before) ? common::Status()
                                           : common::Status(refused(ErrorCode::Conflict, "proof", "stale"));
}

const StoredUserKeys *find(const QList<StoredUserKeys> &all, const QByteArray &identity)
{
    const auto found = std::find_if(all.begin(), all.end(), [&identity](const StoredUserKeys &one) {
        return one.record.identity == identity;
    });
    return found == all.end() ? nullptr : &*found;
}

} // namespace

Result<OwnKeys> showOwnKeys(Transaction &transaction, const TenantScope &scope, AuditDetail &)
{
    KeyRepository keys(transaction);
    const QUuid user = scope.actor().user.uuid();
    OwnKeys own{keys.allUserKeys(user), {}};
    const auto current = keys.userKeys(user);
    for (const StoredGrant &grant : keys.grantsOfUser(user)) {
        const auto key = keys.tenantKey(grant.key, scope.nowMs());
        if (!key) {
            continue;
        }
        OwnKeys::Held held{*key, grantOf(grant, *key), accessOf(*key, grant, current, scope.nowMs())};
        if (held.access == KeyAccess::Expired) {
            held.grant.bundle.clear(); // whoever puts the clock of his console back has nothing to open
        }
        own.held.append(held);
    }
    return own;
}

QByteArray stateOf(const StoredUserKeys &keys)
{
    return common::sha256(common::Statement("own-keys-state")
                              .add("owner", keys.record.owner)
                              .add("key", keys.record.identity)
                              .add("bundle", keys.bundle)
                              .add("next-bundle", keys.nextBundle)
                              .add("recovery", keys.recovery)
                              .add("retired", keys.retiredMs)
                              .add("kdf", keys.kdf)
                              .add("next-kdf", keys.nextKdf)
                              .bytes());
}

Result<OwnKeysKept> putOwnKeys(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                               const common::KeysToKeep &wanted)
{
    const QUuid user = scope.actor().user.uuid();
    if (common::Status good = checkShape(wanted, user); !good) {
        return common::propagate(good);
    }
    KeyRepository keys(transaction);
    const StoredKeyRecord record = storedOf(wanted.record);
    const QList<StoredUserKeys> all = keys.allUserKeys(user, true);
    const StoredUserKeys *before = find(all, record.identity);
    if (before != nullptr) {
        if (common::Status good = checkProof(wanted, *before); !good) {
            return common::propagate(good);
        }
    }
    if (!all.isEmpty() && all.first().retiredMs == 0 && all.first().record.identity != record.identity) {
        // New ones while others are in use would silently lose what those were granted. Retired ones come
        // back: he has them again, and what was made meanwhile holds nothing yet.
        const QList<StoredGrant> grants = keys.grantsOfUser(user);
        const bool used = std::any_of(grants.begin(), grants.end(), [&all](const StoredGrant &grant) {
            return grant.granteeKey == all.first().record.identity;
        });
        if (before == nullptr || used) {
            return refused(ErrorCode::Conflict, "record", "other");
        }
        keys.retireUserKeys(user, scope.nowMs());
    }
    keys.putUserKeys({record, scope.actor().tenantKey, wanted.bundle, wanted.nextBundle, wanted.recovery, 0,
                      wanted.kdf, wanted.nextKdf});
    trail.setSubject(user, scope.actor().name);
    trail.note(QStringLiteral("key"), QString::fromLatin1(record.identity.toHex()));
    trail.note(QStringLiteral("recovery_code"), !wanted.recovery.isEmpty());
    return OwnKeysKept{before == nullptr, stateOf(*keys.userKeys(user))};
}

} // namespace recorder
