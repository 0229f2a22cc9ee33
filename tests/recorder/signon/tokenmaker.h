// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <memory>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

namespace tests
{

inline QByteArray base64Url(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}
inline QByteArray base64Url(const QJsonObject &object)
{
    return base64Url(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

/// Signs as a provider does, with a key of its own.
class TokenMaker
{
public:
    enum class Kind { Rsa, WeakRsa, Curve };

    explicit TokenMaker(Kind kind = Kind::Rsa, QString id = QStringLiteral("k1"))
        : m_isRsa(kind != Kind::Curve)
        , m_id(std::move(id))
        , m_key(kind == Kind::Curve ? EVP_EC_gen("P-256")
                                    : EVP_RSA_gen(kind == Kind::WeakRsa ? 1024U : 2048U),
                EVP_PKEY_free)
    {
        if (!m_key) {
            qFatal("no key");
        }
    }

    QJsonObject jwk() const
    {
        QJsonObject jwk{{QStringLiteral("kid"), m_id}, {QStringLiteral("use"), QStringLiteral("sig")}};
        const auto add = [&](const char *name, const char *parameter, int size) {
            BIGNUM *number = nullptr;
            EVP_PKEY_get_bn_param(m_key.get(), parameter, &number);
            QByteArray bytes(size > 0 ? size : BN_num_bytes(number), '\0');
            BN_bn2binpad(number, reinterpret_cast<unsigned char *>(bytes.data()),
                         static_cast<int>(bytes.size()));
            BN_free(number);
            jwk.insert(QLatin1String(name), QString::fromLatin1(base64Url(bytes)));
        };
        if (m_isRsa) {
            jwk.insert(QStringLiteral("kty"), QStringLiteral("RSA"));
            add("n", OSSL_PKEY_PARAM_RSA_N, 0);
            add("e", OSSL_PKEY_PARAM_RSA_E, 0);
        } else {
            jwk.insert(QStringLiteral("kty"), QStringLiteral("EC"));
            jwk.insert(QStringLiteral("crv"), QStringLiteral("P-256"));
            add("x", OSSL_PKEY_PARAM_EC_PUB_X, 32);
            add("y", OSSL_PKEY_PARAM_EC_PUB_Y, 32);
        }
        return jwk;
    }
    QByteArray keys() const
    {
        return QJsonDocument(QJsonObject{{QStringLiteral("keys"), QJsonArray{jwk()}}}).toJson();
    }
    QJsonObject header(const char *algorithm) const
    {
        return {{QStringLiteral("alg"), QLatin1String(algorithm)}, {QStringLiteral("kid"), m_id}};
    }

    QByteArray token(const char *algorithm, const QJsonObject &claims) const
    {
        return token(header(algorithm), claims);
    }
    /// As its header says; whatever that is, by this key.
    QByteArray token(const QJsonObject &header, const QJsonObject &claims) const
    {
        const QByteArray text = base64Url(header) + '.' + base64Url(claims);
        return text + '.' + base64Url(signature(text, header.value(QLatin1String("alg")).toString()));
    }

private:
    QByteArray signature(const QByteArray &text, const QString &algorithm) const
    {
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                              EVP_MD_CTX_free);
        EVP_PKEY_CTX *settings = nullptr;
        EVP_DigestSignInit(context.get(), &settings, EVP_sha256(), nullptr, m_key.get());
        if (algorithm == QLatin1String("PS256")) {
            EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING);
            EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST);
        }
        const auto *bytes = reinterpret_cast<const unsigned char *>(text.constData());
        size_t size = 0;
        EVP_DigestSign(context.get(), nullptr, &size, bytes, static_cast<size_t>(text.size()));
        QByteArray made(static_cast<qsizetype>(size), '\0');
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char *>(made.data()), &size, bytes,
                       static_cast<size_t>(text.size()));
        made.truncate(static_cast<qsizetype>(size));
        return m_isRsa ? made : pairOf(made);
    }
    /// r and s one after the other, as JWS has them.
    static QByteArray pairOf(const QByteArray &der)
    {
        const auto *at = reinterpret_cast<const unsigned char *>(der.constData());
        ECDSA_SIG *parsed = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
        QByteArray pair(64, '\0');
        auto *out = reinterpret_cast<unsigned char *>(pair.data());
        BN_bn2binpad(ECDSA_SIG_get0_r(parsed), out, 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(parsed), out + 32, 32);
        ECDSA_SIG_free(parsed);
        return pair;
    }

    bool m_isRsa;
    QString m_id;
    std::shared_ptr<EVP_PKEY> m_key;
};

} // namespace tests
