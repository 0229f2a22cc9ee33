// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/sealingkeys.h"

#include <QString>

namespace common
{

/// Keys in PEM as people bring and take them. One block, or its base64 alone; what stands around it is
/// ignored. Everything is taken apart by DerReader before OpenSSL sees a number, and no derivation of a
/// password starts before its cost is known.
constexpr qsizetype kMostPem = 64 * 1024;
constexpr quint64 kMostPbkdf2Rounds = 10'000'000;
constexpr quint64 kMostScryptMemory = 256 * 1024 * 1024;
constexpr int kExportRounds = 600'000;

/// "PUBLIC KEY" or "RSA PUBLIC KEY". Invalid (fields: key = format | several | bits).
Result<SealingKey> readPublicPem(const QByteArray &text);

/// "PRIVATE KEY", "ENCRYPTED PRIVATE KEY" (PBES2 with PBKDF2 or scrypt, AES-CBC or 3DES), "RSA PRIVATE KEY"
/// with or without the old way of a password. Invalid (fields: key = format | several | bits | mismatch |
/// algorithm | excessive | password-needed | password). Takes up to some ten seconds and kMostScryptMemory:
/// any thread but one that draws.
Result<OpeningKey> readPrivatePem(const QByteArray &text, const QString &password);

QByteArray writePublicPem(const SealingKey &key);
/// PKCS#8. With a password PBES2: PBKDF2 with HMAC-SHA256 and 600,000 rounds, AES-256-CBC. Without one the
/// key lies open in what comes back.
Result<SecretBytes> writePrivatePem(const OpeningKey &key, const QString &password);

} // namespace common
