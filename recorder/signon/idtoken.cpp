// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signon/idtoken.h"

#include "common/crypto/opensslerrors.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

namespace recorder
{

using common::Result;

namespace
{

struct ContextFree {
    void operator()(EVP_MD_CTX *context) const { EVP_MD_CTX_free(context); }
};
struct SignatureFree {
    void operator()(ECDSA_SIG *signature) const { ECDSA_SIG_free(signature); }
};

tl::unexpected<common::Error> denied(const char *cause)
{
    return common::fail(common::ErrorCode::Denied, QStringLiteral("ID token: %1").arg(QLatin1String(cause)),
                        {{QStringLiteral("cause"), QLatin1String(cause)}});
}

QJsonObject objectOf(const QByteArray &part)
{
    return QJsonDocument::fromJson(bytesOfBase64Url(part)).object();
}

const unsigned char *raw(const QByteArray &bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.constData());
}

/// JWS has r and s one after the other, OpenSSL wants them in DER. Empty for what is none.
QByteArray derOf(const QByteArray &signature)
{
    if (signature.size() != 64) {
        return {};
    }
    const std::unique_ptr<ECDSA_SIG, SignatureFree> pair(ECDSA_SIG_new());
    BIGNUM *r = BN_bin2bn(raw(signature), 32, nullptr);
    BIGNUM *s = BN_bin2bn(raw(signature) + 32, 32, nullptr);
    if (!pair || r == nullptr || s == nullptr || ECDSA_SIG_set0(pair.get(), r, s) == 0) {
        BN_free(r);
        BN_free(s);
        return {};
    }
    unsigned char *der = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &der);
    const QByteArray bytes(reinterpret_cast<const char *>(der), std::max(size, 0));
    OPENSSL_free(der);
    return bytes;
}

bool isSignedBy(EVP_PKEY *key, const QString &algorithm, const QByteArray &text, const QByteArray &signature)
{
    const common::OpenSslErrors errors;
    const QByteArray bytes = algorithm == QLatin1String("ES256") ? derOf(signature) : signature;
    const std::unique_ptr<EVP_MD_CTX, ContextFree> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX *settings = nullptr;
    if (bytes.isEmpty() || !context ||
        EVP_DigestVerifyInit(context.get(), &settings, EVP_sha256(), nullptr, key) <= 0) {
        return false;
    }
    if (algorithm == QLatin1String("PS256") &&
        (EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) <= 0 ||
         EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) <= 0)) {
        return false;
    }
    return EVP_DigestVerify(context.get(), raw(bytes), static_cast<size_t>(bytes.size()), raw(text),
                            static_cast<size_t>(text.size())) == 1;
}

/// Whole seconds; nothing for what is no such number.
std::optional<qint64> secondsOf(const QJsonValue &value)
{
    const double number = value.toDouble(-1);
    return value.isDouble() && number >= 0 && number < 1e12 ? std::optional(static_cast<qint64>(number))
                                                            : std::nullopt;
}

bool isFor(const QJsonObject &claims, const QString &clientId)
{
    const QJsonValue audience = claims.value(QLatin1String("aud"));
    const QJsonValue party = claims.value(QLatin1String("azp"));
    if (!party.isUndefined() && party.toString() != clientId) {
        return false;
    }
    if (!audience.isArray()) {
        return audience.toString() == clientId;
    }
    const QJsonArray several = audience.toArray();
    return several.contains(QJsonValue(clientId)) && (several.size() == 1 || !party.isUndefined());
}

/// At most 255 characters that can be seen.
bool isSubject(const QString &subject)
{
    return !subject.isEmpty() && subject.size() <= 255 &&
           std::none_of(subject.begin(), subject.end(),
                        [](QChar c) { return c.category() == QChar::Other_Control; });
}

const char *problemOf(const QJsonObject &claims, const IdTokenRules &rules)
{
    const auto expires = secondsOf(claims.value(QLatin1String("exp")));
    const auto issued = secondsOf(claims.value(QLatin1String("iat")));
    const QJsonValue notBefore = claims.value(QLatin1String("nbf"));
    const qint64 now = rules.nowSeconds;
    const bool early = !notBefore.isUndefined() &&
                       secondsOf(notBefore).value_or(now + 2 * kClockSkewSeconds) > now + kClockSkewSeconds;
    if (claims.value(QLatin1String("iss")).toString() != rules.issuer) {
        return "issuer";
    }
    if (!isFor(claims, rules.clientId)) {
        return "audience";
    }
    if (!expires || now >= *expires + kClockSkewSeconds) {
        return "expired";
    }
    if (!issued || *issued > now + kClockSkewSeconds || *issued + kMostAgeSeconds + kClockSkewSeconds < now ||
        early) {
        return "issued";
    }
    if (rules.nonce.isEmpty() ||
        !isSameSecret(claims.value(QLatin1String("nonce")).toString().toUtf8(), rules.nonce)) {
        return "nonce";
    }
    return isSubject(claims.value(QLatin1String("sub")).toString()) ? nullptr : "subject";
}

} // namespace

bool isSameSecret(const QByteArray &a, const QByteArray &b)
{
    return a.size() == b.size() &&
           CRYPTO_memcmp(a.constData(), b.constData(), static_cast<size_t>(a.size())) == 0;
}

QString keyIdOf(const QByteArray &token)
{
    return token.size() <= kMostTokenBytes
               ? objectOf(token.left(token.indexOf('.'))).value(QLatin1String("kid")).toString()
               : QString();
}

Result<QJsonObject> checkIdToken(const QByteArray &token, const JsonWebKeys &keys, const IdTokenRules &rules)
{
    const QList<QByteArray> parts = token.split('.');
    if (token.size() > kMostTokenBytes || parts.size() != 3) {
        return denied("form");
    }
    const QJsonObject header = objectOf(parts[0]);
    const QString algorithm = header.value(QLatin1String("alg")).toString();
    if (algorithm != QLatin1String("RS256") && algorithm != QLatin1String("PS256") &&
        algorithm != QLatin1String("ES256")) {
        return denied("algorithm");
    }
    if (header.contains(QLatin1String("crit"))) {
        return denied("form"); // an extension that has to be understood
    }
    const auto candidates = keys.matching(header.value(QLatin1String("kid")).toString(), algorithm);
    if (candidates.isEmpty()) {
        return denied("key");
    }
    const QByteArray text = parts[0] + '.' + parts[1];
    const QByteArray signature = bytesOfBase64Url(parts[2]);
    const bool good = std::any_of(candidates.begin(), candidates.end(), [&](const JsonWebKeys::Key &key) {
        return isSignedBy(key.key.get(), algorithm, text, signature);
    });
    if (!good) {
        return denied("signature");
    }
    const QJsonObject claims = objectOf(parts[1]);
    if (const char *problem = problemOf(claims, rules)) {
        return denied(problem);
    }
    return claims;
}

} // namespace recorder
