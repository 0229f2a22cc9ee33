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

} // namespace common
