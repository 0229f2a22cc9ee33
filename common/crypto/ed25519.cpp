// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/ed25519.h"

#include "common/crypto/opensslerrors.h"
#include "common/crypto/sha256.h"

#include <openssl/evp.h>

#include <algorithm>

namespace common
{

namespace
{

struct FreeContext {
    void operator()(EVP_MD_CTX *context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const unsigned char *bytesOf(QByteArrayView view)
{
    return reinterpret_cast<const unsigned char *>(view.data());
}
std::size_t sizeOf(QByteArrayView view)
{
    return static_cast<std::size_t>(view.size());
}
std::shared_ptr<EVP_PKEY> owned(EVP_PKEY *key)
{
    return {key, EVP_PKEY_free};
}
tl::unexpected<Error> failed(const char *what)
{
    return fail(ErrorCode::Internal, QStringLiteral("Ed25519: %1 failed").arg(QLatin1String(what)));
}
Result<QByteArray> publicOf(EVP_PKEY *key)
{
    const OpenSslErrors errors;
    QByteArray bytes(SigningKey::kKeySize, '\0');
    std::size_t size = sizeOf(bytes);
    if (EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char *>(bytes.data()), &size) != 1) {
        return failed("reading the public key");
    }
    return bytes;
}

constexpr char kPemBegin[] = "-----BEGIN PUBLIC KEY-----";
constexpr char kPemEnd[] = "-----END PUBLIC KEY-----";

/// SEQUENCE { SEQUENCE { OID 1.3.101.112 } BIT STRING }: the same twelve bytes before each key.
const QByteArray &spkiPrefix()
{
    static const QByteArray prefix = QByteArray::fromHex("302a300506032b6570032100");
    return prefix;
}

} // namespace

Result<SigningKey> SigningKey::generate()
{
    const OpenSslErrors errors;
    const auto key = owned(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    if (!key) {
        return failed("making a key");
    }
    auto bytes = publicOf(key.get());
    return bytes ? Result<SigningKey>(SigningKey(key, *bytes)) : propagate(bytes);
}

Result<SigningKey> SigningKey::fromSecret(QByteArrayView secret)
{
    const OpenSslErrors errors;
    const auto key =
        owned(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytesOf(secret), sizeOf(secret)));
    if (!key) {
        return fail(ErrorCode::Invalid, QStringLiteral("no Ed25519 key"));
    }
    auto bytes = publicOf(key.get());
    return bytes ? Result<SigningKey>(SigningKey(key, *bytes)) : propagate(bytes);
}

QByteArray SigningKey::secret() const
{
    const OpenSslErrors errors;
    QByteArray bytes(kKeySize, '\0');
    std::size_t size = sizeOf(bytes);
    const bool good = EVP_PKEY_get_raw_private_key(
                          m_key.get(), reinterpret_cast<unsigned char *>(bytes.data()), &size) == 1;
    return good ? bytes : QByteArray();
}

Result<QByteArray> SigningKey::sign(QByteArrayView message) const
{
    const OpenSslErrors errors;
    const Context context(EVP_MD_CTX_new());
    QByteArray signature(kSignatureSize, '\0');
    std::size_t size = sizeOf(signature);
    if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, m_key.get()) != 1 ||
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char *>(signature.data()), &size,
                       bytesOf(message), sizeOf(message)) != 1) {
        return failed("signing");
    }
    return signature;
}

bool verifySignature(QByteArrayView publicKey, QByteArrayView message, QByteArrayView signature)
{
    const OpenSslErrors errors;
    if (publicKey.size() != SigningKey::kKeySize || signature.size() != SigningKey::kSignatureSize) {
        return false;
    }
    const auto key =
        owned(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytesOf(publicKey), sizeOf(publicKey)));
    const Context context(EVP_MD_CTX_new());
    return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytesOf(signature), sizeOf(signature), bytesOf(message),
                            sizeOf(message)) == 1;
}

QByteArray publicKeyPem(QByteArrayView publicKey)
{
    return QByteArray(kPemBegin) + '\n' + (spkiPrefix() + publicKey.toByteArray()).toBase64() + '\n' +
           kPemEnd + '\n';
}

Result<QByteArray> publicKeyOfPem(QByteArrayView pem)
{
    const OpenSslErrors errors;
    const QByteArray text = pem.first(std::min<qsizetype>(pem.size(), 4096)).toByteArray();
    const qsizetype begin = text.indexOf(kPemBegin);
    const qsizetype end = text.indexOf(kPemEnd, std::max<qsizetype>(begin, 0));
    const qsizetype from = begin + qsizetype(sizeof(kPemBegin)) - 1;
    if (begin >= 0 && end >= from) {
        const QByteArray base64 = text.mid(from, end - from).simplified().replace(' ', "");
        const auto spki = QByteArray::fromBase64Encoding(base64, QByteArray::AbortOnBase64DecodingErrors);
        if (spki && spki.decoded.size() == spkiPrefix().size() + SigningKey::kKeySize &&
            spki.decoded.startsWith(spkiPrefix())) {
            return spki.decoded.mid(spkiPrefix().size());
        }
    }
    return fail(ErrorCode::Invalid, QStringLiteral("no public key of Ed25519 in PEM"),
                {{QStringLiteral("key"), QStringLiteral("format")}});
}

QString signingKeyId(QByteArrayView publicKey)
{
    return QString::fromLatin1(sha256(publicKey).toHex().left(32));
}

} // namespace common
