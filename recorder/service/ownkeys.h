// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/keyrules.h"

#include "common/crypto/keyproof.h"

namespace recorder
{

/// The caller's own keys, and what was granted to him.
struct OwnKeys {
    struct Held {
        StoredTenantKey key;
        common::Grant grant;
        KeyAccess access = KeyAccess::None;
    };
    QList<StoredUserKeys> keys; ///< those in use first; then retired ones, for whoever remembers his password
    QList<Held> held;
};
common::Result<OwnKeys> showOwnKeys(Transaction &transaction, const TenantScope &scope, AuditDetail &trail);

/// Names what is kept now: SHA-256 over all that Put changes. A bundle is sealed with another nonce each
/// time, so none comes twice.
QByteArray stateOf(const StoredUserKeys &keys);

struct OwnKeysKept {
    bool isNew = false;
    QByteArray state;
};
/// The first ones; the same sealed anew, or retired ones that could be opened again after all: those with the
/// proof that the caller has opened them, because a session alone is not enough to put other bytes in the
/// place of somebody's keys. Invalid (record = format | signature | owner, bundle = length, kdf = format),
/// Denied (proof = missing | signature), Conflict (proof = stale; record = other): others are in use, which
/// only a new password ends.
common::Result<OwnKeysKept> putOwnKeys(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                       const common::KeysToKeep &wanted);

} // namespace recorder
