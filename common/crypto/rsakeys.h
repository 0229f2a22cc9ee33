// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/crypto/qca.h"

#include <QByteArray>

#include <memory>

struct earshot_qca_key;

namespace common
{

/// The public half of a key pair. One thread at a time per object (copies share it).
class RsaPublicKey
{
public:
    /// SubjectPublicKeyInfo in PEM, RSA of 1024 to 8192 bits. Invalid otherwise.
    static Result<RsaPublicKey> fromPem(const Qca &qca, const QByteArray &pem);

    int bits() const;
    Result<QByteArray> toPem() const;
    /// SHA-256 of the SubjectPublicKeyInfo: what people compare (trust.md K3).
    Result<QByteArray> fingerprint() const;
    /// RSASSA-PKCS1-v1_5 with SHA-256. False also for keys below 2048 bits: those sign nothing.
    bool verify(QByteArrayView message, QByteArrayView signature) const;

private:
    friend class RsaKeyPair;
    RsaPublicKey(Qca qca, std::shared_ptr<earshot_qca_key> key)
        : m_qca(std::move(qca))
        , m_key(std::move(key))
    {
    }
    Qca m_qca;
    std::shared_ptr<earshot_qca_key> m_key;
};

/// An RSA key pair made or read by QCA. One thread at a time per object (copies share it).
class RsaKeyPair
{
public:
    /// 2048, 3072 (default) or 4096 bits; anything else, 1024 above all, is Invalid. Takes up to seconds.
    static Result<RsaKeyPair> generate(const Qca &qca, int bits = 3072);
    /// PKCS#8 in PEM without passphrase, RSA of 1024 to 8192 bits; 1024 can be read (to decrypt what is old)
    /// but signs nothing. A PEM with a passphrase is refused: its key derivation may be a bomb (M8) and is
    /// the importer's to bound.
    static Result<RsaKeyPair> fromPem(const Qca &qca, const QByteArray &pem);

    int bits() const { return publicKey().bits(); }
    RsaPublicKey publicKey() const { return RsaPublicKey(m_qca, m_key); }
    /// PKCS#8, not encrypted: wipe it after use.
    Result<QByteArray> toPem() const;
    /// RSASSA-PKCS1-v1_5 with SHA-256; Invalid for keys below 2048 bits.
    Result<QByteArray> sign(QByteArrayView message) const;

private:
    RsaKeyPair(Qca qca, std::shared_ptr<earshot_qca_key> key)
        : m_qca(std::move(qca))
        , m_key(std::move(key))
    {
    }
    Qca m_qca;
    std::shared_ptr<earshot_qca_key> m_key;
};

} // namespace common
