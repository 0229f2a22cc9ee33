// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QByteArray>
#include <QString>

namespace common
{

/// The login split: the password stays with the client, which derives two keys from it.
///
///     MK     = Argon2id 1.3 (password in NFC as UTF-8, salt, t = passes, m = memoryKib, p = 1), 32 bytes
///     secret = HKDF-SHA256 (MK, no salt, info = "earshot/auth/v1" + server id + account id), 32 bytes: sent
///     kek    = HKDF-SHA256 (MK, no salt, info = "earshot/kek/v1"  + server id + account id), 32 bytes: kept
///
/// The info is a plain concatenation; the server id is the installation's UUID, 36 lower-case ASCII
/// characters.
struct KdfParameters {
    QByteArray salt;       ///< 16 bytes
    int passes = 3;        ///< Argon2id t
    int memoryKib = 65536; ///< Argon2id m
    QByteArray accountId;  ///< 16 bytes

    bool operator==(const KdfParameters &) const = default;
};

/// What a client accepts whatever the server says: less would make guessing cheap, more would take its
/// memory.
constexpr int kLeastPasses = 3;
constexpr int kMostPasses = 16;
constexpr int kLeastMemoryKib = 65536;
constexpr int kMostMemoryKib = 1048576;

struct LoginKeys {
    QByteArray secret;
    QByteArray kek;
};

/// Invalid (fields: parameters = weak | excessive | malformed; server = malformed) for what a client must not
/// do. Takes some 100 ms and the parameters' memory; any thread but one that draws.
Result<LoginKeys> deriveLoginKeys(const QString &password, const KdfParameters &parameters,
                                  const QString &serverId);
/// A new salt and account id with the least that is allowed.
Result<KdfParameters> makeKdfParameters();

/// The recorder's side: what is kept instead of the secret, libsodium's text form of Argon2id (t = 2, m = 19
/// MiB). Some 30 ms. Unavailable when there is no memory.
Result<QString> makeVerifier(const QByteArray &secret);
/// In the same time for every secret.
bool checkVerifier(const QString &verifier, const QByteArray &secret);

QByteArray hmacSha256(const QByteArray &key, const QByteArray &bytes);
/// Overwrites and empties it. Copies that Qt shares are not reached: keep one.
void wipe(QByteArray &bytes);

} // namespace common
