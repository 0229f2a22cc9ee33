// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/ed25519.h"
#include "common/crypto/sealingkeys.h"

#include <QByteArray>
#include <QString>
#include <QUuid>

namespace common
{

/// The keys of one holder, a user or a tenant: an RSA key that opens, and an Ed25519 key that signs in its
/// name. A value: copies share the keys. Any thread.
struct KeyBundle {
    OpeningKey opening;
    SigningKey signing;

    static Result<KeyBundle> generate(const Qca &qca, int bits = 3072);
    /// For an imported RSA key: with a new signing key.
    static Result<KeyBundle> around(OpeningKey opening);
    Result<SecretBytes> encode() const;
    static Result<KeyBundle> decode(QByteArrayView bytes);
};

/// What everybody may know of a bundle: signed by itself, so that its parts belong together. Who it belongs
/// to is as true as the place it came from; people compare key words.
struct KeyRecord {
    QUuid owner; ///< user or tenant
    QByteArray spki;
    QByteArray signingKey; ///< 32 bytes
    qint64 createdMs = 0;
    QByteArray signature;

    bool operator==(const KeyRecord &) const = default;
    QByteArray fingerprint() const; ///< of spki, 32 bytes
    /// SHA-256 over both keys: what key words show and what is remembered of people seen before.
    QByteArray identity() const;
};
Result<KeyRecord> makeKeyRecord(const KeyBundle &bundle, const QUuid &owner, qint64 createdMs);
/// Of a public key that came alone: what is sealed to it is opened elsewhere.
Result<KeyRecord> makeKeyRecord(const SealingKey &key, const SigningKey &signing, const QUuid &owner,
                                qint64 createdMs);
/// The key, when the record is whole and signed. Invalid (fields: record = format | signature, key = ...).
Result<SealingKey> checkKeyRecord(const KeyRecord &record);
/// Both keys of the bundle are those of the record.
bool isBundleOf(const KeyBundle &bundle, const KeyRecord &record);

/// Six pronounceable words of 16 bits each ("badab-lusub" and so on), the first 96 bits of 32 bytes: two
/// people can compare them over the telephone, in any language.
QString keyWords(QByteArrayView identity);

/// A bundle under a key of 32 bytes that only its owner has (his KEK, or that of his recovery code):
/// AES-256-GCM, bound to owner, fingerprint and kind of wrap, so that none can be passed off for another.
enum class BundleWrap { Password, Recovery };
Result<QByteArray> sealBundle(const KeyBundle &bundle, const SecretBytes &kek, const QUuid &owner,
                              BundleWrap wrap);
/// Invalid (fields: bundle = format | key): of the wrong key, changed, or of another record.
Result<KeyBundle> openBundle(QByteArrayView sealed, const SecretBytes &kek, const KeyRecord &record,
                             BundleWrap wrap);

/// 160 random bits in 32 letters and digits without I, L, O and U, in groups of four: shown once, written on
/// paper.
Result<QString> makeRecoveryCode();
/// The key that the code stands for. Small letters, spaces, hyphens, and O, I, L for 0, 1, 1 are taken.
/// Invalid (fields: code = format).
Result<SecretBytes> recoveryKek(const QString &code, const QUuid &owner);

} // namespace common
