// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/loginkeys.h"

#include "common/core/typedsecret.h"
#include "common/crypto/hkdf.h"
#include "common/crypto/random.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>

namespace common
{

namespace
{

constexpr int kKeySize = 32;
constexpr int kSaltSize = 16;
constexpr std::size_t kMaxServerId = 64;
constexpr unsigned long long kVerifierPasses = 2;
constexpr std::size_t kVerifierMemory = 19u * 1024u * 1024u;

tl::unexpected<Error> refuse(const char *field, const char *reason)
{
    return fail(ErrorCode::Invalid,
                QStringLiteral("sign-in: %1 %2").arg(QLatin1String(field), QLatin1String(reason)),
                {{QLatin1String(field), QLatin1String(reason)}});
}

Status checkParameters(const KdfParameters &parameters, const QString &serverId)
{
    if (parameters.salt.size() != kSaltSize || parameters.accountId.size() != kSaltSize) {
        return refuse("parameters", "malformed");
    }
    if (parameters.passes < kLeastPasses || parameters.memoryKib < kLeastMemoryKib) {
        return refuse("parameters", "weak");
    }
    if (parameters.passes > kMostPasses || parameters.memoryKib > kMostMemoryKib) {
        return refuse("parameters", "excessive");
    }
    bool ascii = !serverId.isEmpty() && static_cast<std::size_t>(serverId.size()) <= kMaxServerId;
    for (const QChar c : serverId) {
        ascii = ascii && c.unicode() > 0x20 && c.unicode() < 0x7f;
    }
    return ascii ? Status() : Status(refuse("server", "malformed"));
}

Result<QByteArray> hkdf(const QByteArray &key, QByteArray info)
{
    auto made = hkdfSha256(key, std::move(info));
    return made ? Result<QByteArray>(made->view().toByteArray()) : propagate(made);
}

} // namespace

Result<LoginKeys> deriveLoginKeys(const QString &password, const KdfParameters &parameters,
                                  const QString &serverId)
{
    if (Status good = checkParameters(parameters, serverId); !good) {
        return propagate(good);
    }
    if (sodium_init() < 0) {
        return fail(ErrorCode::Internal, QStringLiteral("sign-in: libsodium does not start"));
    }
    QString composed = password.normalized(QString::NormalizationForm_C);
    QByteArray text = composed.toUtf8();
    wipe(composed); // of its own when there was something to compose
    QByteArray master(kKeySize, '\0');
    const int failed = crypto_pwhash(
        reinterpret_cast<unsigned char *>(master.data()), static_cast<unsigned long long>(master.size()),
        text.constData(), static_cast<unsigned long long>(text.size()),
        reinterpret_cast<const unsigned char *>(parameters.salt.constData()),
        static_cast<unsigned long long>(parameters.passes),
        static_cast<std::size_t>(parameters.memoryKib) * 1024u, crypto_pwhash_ALG_ARGON2ID13);
    wipe(text);
    if (failed != 0) {
        return fail(ErrorCode::Unavailable, QStringLiteral("sign-in: not enough memory to derive the keys"));
    }
    const QByteArray who = serverId.toLatin1() + parameters.accountId;
    auto secret = hkdf(master, QByteArrayLiteral("earshot/auth/v1") + who);
    auto kek = hkdf(master, QByteArrayLiteral("earshot/kek/v1") + who);
    wipe(master);
    if (!secret || !kek) {
        return secret ? propagate(kek) : propagate(secret);
    }
    return LoginKeys{std::move(*secret), std::move(*kek)};
}

Result<KdfParameters> makeKdfParameters()
{
    KdfParameters parameters;
    parameters.salt.resize(kSaltSize);
    parameters.accountId.resize(kSaltSize);
    for (QByteArray *bytes : {&parameters.salt, &parameters.accountId}) {
        if (Status filled = fillRandom(
                std::as_writable_bytes(std::span(bytes->data(), static_cast<std::size_t>(bytes->size()))));
            !filled) {
            return propagate(filled);
        }
    }
    return parameters;
}

Result<QString> makeVerifier(const QByteArray &secret)
{
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (sodium_init() < 0 ||
        crypto_pwhash_str_alg(text.data(), secret.constData(), static_cast<unsigned long long>(secret.size()),
                              kVerifierPasses, kVerifierMemory, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return fail(ErrorCode::Unavailable, QStringLiteral("sign-in: not enough memory for a verifier"));
    }
    return QString::fromLatin1(text.data());
}

bool checkVerifier(const QString &verifier, const QByteArray &secret)
{
    // libsodium reads exactly this many bytes.
    std::array<char, crypto_pwhash_STRBYTES> text{};
    const QByteArray latin = verifier.toLatin1();
    if (sodium_init() < 0 || latin.size() >= static_cast<qsizetype>(text.size())) {
        return false;
    }
    std::copy(latin.begin(), latin.end(), text.begin());
    return crypto_pwhash_str_verify(text.data(), secret.constData(),
                                    static_cast<unsigned long long>(secret.size())) == 0;
}

QByteArray hmacSha256(const QByteArray &key, const QByteArray &bytes)
{
    QByteArray digest(kKeySize, '\0');
    unsigned int length = 0;
    const unsigned char *made = HMAC(EVP_sha256(), key.constData(), static_cast<int>(key.size()),
                                     reinterpret_cast<const unsigned char *>(bytes.constData()),
                                     static_cast<std::size_t>(bytes.size()),
                                     reinterpret_cast<unsigned char *>(digest.data()), &length);
    return made != nullptr && length == kKeySize ? digest : QByteArray();
}

void wipe(QByteArray &bytes)
{
    sodium_memzero(bytes.data(), static_cast<std::size_t>(bytes.size()));
    bytes.clear();
}

} // namespace common
