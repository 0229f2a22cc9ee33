// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/keyrules.h"

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

struct OwnKeysToPut {
    common::KeyRecord record;
    QByteArray bundle;
    QByteArray nextBundle; ///< under the password that is about to be set; empty otherwise
    QByteArray recovery;   ///< under a recovery code; empty = none
    QByteArray kdf{};      ///< 40 bytes as StoredUserKeys has them; empty = not told
    QByteArray nextKdf{};
};
/// The first ones, the same sealed anew, or retired ones that could be opened again after all. Invalid
/// (record = format | signature | owner, bundle = length, kdf = format), Conflict (record = other): others are in use,
/// which only a new password ends.
common::Result<bool> putOwnKeys(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                const OwnKeysToPut &wanted);

} // namespace recorder
