// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/crypto/secretbytes.h"

#include <QByteArray>

#include <memory>

struct evp_pkey_st;

namespace common
{

class Qca;

/// The public RSA key that recordings are sealed to. A value: copies share the key. Any thread.
class SealingKey
{
public:
    static constexpr int kLeastBits = 1024;        ///< that can be read, to open what is old
    static constexpr int kLeastSealingBits = 2048; ///< that anything is sealed to
    static constexpr int kMostBits = 8192;

    /// DER of a SubjectPublicKeyInfo with rsaEncryption, read strictly: shortest forms, nothing behind the
    /// end, an odd modulus of 1024 to 8192 bits, an odd exponent from 3 to 2^32. Invalid otherwise (fields:
    /// key = format | bits).
    static Result<SealingKey> fromSpki(QByteArrayView der);

    int bits() const { return m_bits; }
    const QByteArray &spki() const { return m_spki; }
    /// SHA-256 of the SubjectPublicKeyInfo, 32 bytes: what people compare, and how a container names it.
    const QByteArray &fingerprint() const { return m_fingerprint; }
    /// RSAES-OAEP with SHA-256 and MGF1-SHA256. Invalid (key = bits) below 2048 bits.
    Result<QByteArray> wrap(const SecretBytes &secret) const;
    /// Whether OpeningKey::sign() made it of this message.
    bool verify(QByteArrayView message, QByteArrayView signature) const;

private:
    friend class OpeningKey;
    SealingKey() = default;
    std::shared_ptr<evp_pkey_st> m_key;
    QByteArray m_spki;
    QByteArray m_fingerprint;
    int m_bits = 0;
};

/// A private RSA key with its public half. A value: copies share the key, which OpenSSL wipes with the last
/// one. Any thread.
class OpeningKey
{
public:
    /// 2048, 3072 or 4096 bits, made by QCA. Takes up to seconds.
    static Result<OpeningKey> generate(const Qca &qca, int bits = 3072);
    /// DER of a PrivateKeyInfo (PKCS#8) with rsaEncryption and two primes, read strictly. The parts must
    /// belong together (n = pq, the exponents invert each other); whether p and q are primes is not asked,
    /// which would take seconds and would hurt nobody but who made the key. Invalid (key = format | bits |
    /// mismatch).
    static Result<OpeningKey> fromPkcs8(QByteArrayView der);

    const SealingKey &publicKey() const { return m_public; }
    /// Invalid when it was not wrapped to this key or a bit differs.
    Result<SecretBytes> unwrap(QByteArrayView wrapped) const;
    Result<SecretBytes> toPkcs8() const;
    /// RSASSA-PSS with SHA-256, MGF1-SHA256 and a salt of 32 bytes (RFC 8017, 8.1), as long as the modulus:
    /// shows that somebody has the private key. What is signed every day the signing key signs.
    Result<QByteArray> sign(QByteArrayView message) const;

private:
    OpeningKey(std::shared_ptr<evp_pkey_st> key, SealingKey publicKey)
        : m_key(std::move(key))
        , m_public(std::move(publicKey))
    {
    }
    std::shared_ptr<evp_pkey_st> m_key;
    SealingKey m_public;
};

} // namespace common
