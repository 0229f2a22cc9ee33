// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QByteArray>
#include <QString>

#include <memory>

struct evp_pkey_st;

namespace common
{

/// An Ed25519 key pair (RFC 8032) by OpenSSL. A value: copies share the key. Any thread.
class SigningKey
{
public:
    static constexpr qsizetype kKeySize = 32;
    static constexpr qsizetype kSignatureSize = 64;

    static Result<SigningKey> generate();
    /// The 32 bytes of secret(); Invalid otherwise.
    static Result<SigningKey> fromSecret(QByteArrayView secret);

    QByteArray publicKey() const { return m_public; } ///< 32 bytes
    QByteArray secret() const;                        ///< 32 bytes: wipe them after use
    Result<QByteArray> sign(QByteArrayView message) const;

private:
    SigningKey(std::shared_ptr<evp_pkey_st> key, QByteArray publicKey)
        : m_key(std::move(key))
        , m_public(std::move(publicKey))
    {
    }
    std::shared_ptr<evp_pkey_st> m_key;
    QByteArray m_public;
};

/// False for keys and signatures of a wrong size too.
bool verifySignature(QByteArrayView publicKey, QByteArrayView message, QByteArrayView signature);
/// SubjectPublicKeyInfo (RFC 8410) of a raw public key in PEM: what the openssl command reads.
QByteArray publicKeyPem(QByteArrayView publicKey);
/// The raw public key of such a PEM, which may have other line ends and text around it; Invalid otherwise.
Result<QByteArray> publicKeyOfPem(QByteArrayView pem);
/// What keys that sign are called: the first 32 hex digits of the SHA-256 of the 32 bytes.
QString signingKeyId(QByteArrayView publicKey);

} // namespace common
