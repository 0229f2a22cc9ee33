// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signon/jsonwebkeys.h"

#include "common/crypto/opensslerrors.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

namespace recorder
{

namespace
{

template <typename T, void (*Free)(T *)>
struct Freed {
    void operator()(T *thing) const { Free(thing); }
};
using Context = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM, OSSL_PARAM_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BIGNUM, BN_free>>;
using KeyPtr = std::shared_ptr<EVP_PKEY>;

constexpr int kLeastBits = 2048;
constexpr int kMostBits = 8192; ///< longer ones only cost time
constexpr qsizetype kCoordinate = 32;

QByteArray bytesAt(const QJsonObject &jwk, const char *name)
{
    return bytesOfBase64Url(jwk.value(QLatin1String(name)).toString().toLatin1());
}

const unsigned char *raw(const QByteArray &bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.constData());
}

KeyPtr fromParams(const char *type, OSSL_PARAM_BLD *builder)
{
    const Params params(OSSL_PARAM_BLD_to_param(builder));
    const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY *made = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) <= 0 ||
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, params.get()) <= 0) {
        return {};
    }
    KeyPtr key(made, EVP_PKEY_free);
    const Context checking(EVP_PKEY_CTX_new_from_pkey(nullptr, made, nullptr));
    return checking && EVP_PKEY_public_check(checking.get()) > 0 ? key : KeyPtr();
}

KeyPtr rsaOf(const QJsonObject &jwk)
{
    const common::OpenSslErrors errors;
    const QByteArray modulus = bytesAt(jwk, "n");
    const QByteArray exponent = bytesAt(jwk, "e");
    if (modulus.isEmpty() || modulus.size() > kMostBits / 8 || exponent.isEmpty() || exponent.size() > 4) {
        return {};
    }
    const Number n(BN_bin2bn(raw(modulus), static_cast<int>(modulus.size()), nullptr));
    const Number e(BN_bin2bn(raw(exponent), static_cast<int>(exponent.size()), nullptr));
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!n || !e || !builder || BN_num_bits(n.get()) < kLeastBits || BN_is_odd(e.get()) == 0 ||
        BN_is_one(e.get()) != 0 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) == 0 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) == 0) {
        return {};
    }
    return fromParams("RSA", builder.get());
}

KeyPtr curveOf(const QJsonObject &jwk)
{
    const common::OpenSslErrors errors;
    const QByteArray x = bytesAt(jwk, "x");
    const QByteArray y = bytesAt(jwk, "y");
    if (jwk.value(QLatin1String("crv")).toString() != QLatin1String("P-256") || x.size() != kCoordinate ||
        y.size() != kCoordinate) {
        return {};
    }
    const QByteArray point = '\x04' + x + y;
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!builder ||
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 0 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.constData(),
                                         static_cast<size_t>(point.size())) == 0) {
        return {};
    }
    return fromParams("EC", builder.get());
}

} // namespace

QByteArray bytesOfBase64Url(QByteArrayView text)
{
    const auto decoded = QByteArray::fromBase64Encoding(
        text.toByteArray(), QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals |
                                QByteArray::AbortOnBase64DecodingErrors);
    return decoded && !text.contains('=') ? *decoded : QByteArray();
}

common::Result<JsonWebKeys> JsonWebKeys::parse(const QByteArray &json)
{
    const QJsonValue keys = QJsonDocument::fromJson(json).object().value(QLatin1String("keys"));
    if (!keys.isArray()) {
        return common::fail(common::ErrorCode::Invalid, QStringLiteral("the answer is no set of keys"));
    }
    JsonWebKeys set;
    for (const QJsonValue &value : keys.toArray()) {
        const QJsonObject jwk = value.toObject();
        const QString type = jwk.value(QLatin1String("kty")).toString();
        const QString use = jwk.value(QLatin1String("use")).toString();
        if ((!use.isEmpty() && use != QLatin1String("sig")) || set.m_keys.size() >= kMost) {
            continue;
        }
        const bool isRsa = type == QLatin1String("RSA");
        const KeyPtr key = isRsa ? rsaOf(jwk) : type == QLatin1String("EC") ? curveOf(jwk) : KeyPtr();
        if (key) {
            set.m_keys.append({jwk.value(QLatin1String("kid")).toString(),
                               jwk.value(QLatin1String("alg")).toString(), isRsa, key});
        }
    }
    return set;
}

QList<JsonWebKeys::Key> JsonWebKeys::matching(const QString &id, const QString &algorithm) const
{
    QList<Key> found;
    for (const Key &key : m_keys) {
        const bool fits = key.isRsa != (algorithm == QLatin1String("ES256")) &&
                          (key.algorithm.isEmpty() || key.algorithm == algorithm);
        if (fits && (id.isEmpty() || key.id == id)) {
            found.append(key);
        }
    }
    return found;
}

bool JsonWebKeys::has(const QString &id) const
{
    return std::any_of(m_keys.begin(), m_keys.end(), [&id](const Key &key) { return key.id == id; });
}

} // namespace recorder
