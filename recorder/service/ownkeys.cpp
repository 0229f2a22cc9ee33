// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/ownkeys.h"

#include "recorder/service/directorychecks.h"

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
constexpr qint64 kKeepRetiredMs = qint64(90) * 24 * 60 * 60 * 1000;

common::Status checkBundle(const char *field, const QByteArray &bundle, bool required)
{
    const bool good = bundle.size() <= kMostBundle && (!required || !bundle.isEmpty());
    return good ? common::Status() : common::Status(invalid(field, "length"));
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

Result<bool> putOwnKeys(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                        const OwnKeysToPut &wanted)
{
    const QUuid user = scope.actor().user.uuid();
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
            return common::propagate(good);
        }
    }
    for (const QByteArray &kdf : {wanted.kdf, wanted.nextKdf}) {
        if (!kdf.isEmpty() && kdf.size() != kKdfSize) {
            return invalid("kdf", "format");
        }
    }
    KeyRepository keys(transaction);
    const auto current = keys.userKeys(user);
    const StoredKeyRecord record = storedOf(wanted.record);
    const QList<StoredUserKeys> all = keys.allUserKeys(user);
    const bool known = std::any_of(all.begin(), all.end(), [&record](const StoredUserKeys &before) {
        return before.record.identity == record.identity;
    });
    if (current && current->record.identity != record.identity) {
        // New ones while others are in use would silently lose what those were granted. Retired ones come
        // back: he has them again, and what was made meanwhile holds nothing yet.
        const QList<StoredGrant> grants = keys.grantsOfUser(user);
        const bool used = std::any_of(grants.begin(), grants.end(), [&current](const StoredGrant &grant) {
            return grant.granteeKey == current->record.identity;
        });
        if (!known || used) {
            return refused(ErrorCode::Conflict, "record", "other");
        }
        keys.retireUserKeys(user, scope.nowMs());
    }
    keys.forgetRetired(scope.nowMs() - kKeepRetiredMs);
    keys.putUserKeys({record, scope.actor().tenantKey, wanted.bundle, wanted.nextBundle, wanted.recovery, 0,
                      wanted.kdf, wanted.nextKdf});
    trail.setSubject(user, scope.actor().name);
    trail.note(QStringLiteral("key"), QString::fromLatin1(record.identity.toHex()));
    trail.note(QStringLiteral("recovery_code"), !wanted.recovery.isEmpty());
    return !known;
}

} // namespace recorder
