// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/keybundle.h"

namespace common
{

/// What a console wants kept of its user's keys. Whoever has his session alone cannot make it for keys that
/// are there already: it is signed with them, over all of it and what it replaces.
struct KeysToKeep {
    KeyRecord record;
    QByteArray bundle;
    QByteArray nextBundle; ///< under the password that is about to be set; empty otherwise
    QByteArray recovery;   ///< under a recovery code; empty = the one there was stays good
    QByteArray kdf{};      ///< 40 bytes: salt, account id, passes, KiB; empty = not told
    QByteArray nextKdf{};
    QByteArray state{}; ///< what it replaces, as the recorder calls it: signed once, it is good once
    QByteArray proof{}; ///< empty for keys that are new
};
/// With the keys of the record. Invalid (proof = key): others.
Status proveKeys(KeysToKeep &keep, const KeyBundle &keys);
/// `signingKey` is that of the keys that are kept now. Denied (proof = missing | signature).
Status checkKeyProof(const KeysToKeep &keep, const QByteArray &signingKey);

/// "Whoever opens with this tenant's RSA key signs with other keys from now on": made with the RSA key itself
/// by somebody who has no more than that, because the signing key was lost with its holders or nobody kept
/// it. The RSA key stays what it is; `before` and `after` are identities of records of it.
struct KeySuccession {
    QUuid tenant;
    QByteArray key; ///< fingerprint
    QByteArray before;
    QByteArray after;
};
Result<QByteArray> proveSuccession(const KeySuccession &succession, const OpeningKey &key);
/// Denied (proof = missing | signature).
Status checkSuccession(const KeySuccession &succession, const SealingKey &key, const QByteArray &proof);

} // namespace common
