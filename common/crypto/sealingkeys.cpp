// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/sealingkeys.h"

#include "common/crypto/der.h"
#include "common/crypto/loginkeys.h"
#include "common/crypto/opensslerrors.h"
#include "common/crypto/opensslowned.h"
#include "common/crypto/rsakeys.h"
#include "common/crypto/sha256.h"

#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <bit>

namespace common
{

namespace
{

// AlgorithmIdentifier { rsaEncryption, NULL } (RFC 8017, A.1)
const QByteArray &rsaAlgorithm()
{
    static const QByteArray kDer = QByteArray::fromHex("300d06092a864886f70d0101010500");
    return kDer;
}
constexpr qsizetype kMaxPrivateKey = 16 * 1024;

tl::unexpected<Error> refuse(const char *reason)
{
    return fail(ErrorCode::Invalid, QStringLiteral("RSA key: %1").arg(QLatin1String(reason)),
                {{QStringLiteral("key"), QLatin1String(reason)}});
}
tl::unexpected<Error> broken(const char *what)
{
    return fail(ErrorCode::Internal, QStringLiteral("RSA key: %1 failed").arg(QLatin1String(what)));
}

bool isOdd(QByteArrayView magnitude)
{
    return !magnitude.isEmpty() && (magnitude.back() & 1) != 0;
}
int bitsOf(QByteArrayView magnitude)
{
    int bits = static_cast<int>(magnitude.size()) * 8;
    for (int mask = 0x80; mask > 0 && (static_cast<quint8>(magnitude.front()) & mask) == 0; mask >>= 1) {
        --bits;
    }
    return bits;
}

struct PublicNumbers {
    QByteArrayView modulus;
    QByteArrayView exponent;
};
bool areUsable(const PublicNumbers &numbers)
{
    constexpr qsizetype kMaxExponent = 4;
    const bool one = numbers.exponent.size() == 1 && numbers.exponent[0] == 1;
    return isOdd(numbers.modulus) && isOdd(numbers.exponent) && !one &&
           numbers.exponent.size() <= kMaxExponent;
}

OwnedKeyContext oaep(EVP_PKEY *key, int (*start)(EVP_PKEY_CTX *))
{
    OwnedKeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    const bool good = context && start(context.get()) == 1 &&
                      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) == 1 &&
                      EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), EVP_sha256()) == 1 &&
                      EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), EVP_sha256()) == 1;
    return good ? std::move(context) : nullptr;
}

using StartDigest = int (*)(EVP_MD_CTX *, EVP_PKEY_CTX **, const EVP_MD *, ENGINE *, EVP_PKEY *);
OwnedDigestContext pss(EVP_PKEY *key, StartDigest start)
{
    OwnedDigestContext context(EVP_MD_CTX_new());
    EVP_PKEY_CTX *padding = nullptr; // the digest context's own
    const bool good = context && start(context.get(), &padding, EVP_sha256(), nullptr, key) == 1 &&
                      EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING) == 1 &&
                      EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, RSA_PSS_SALTLEN_DIGEST) == 1;
    return good ? std::move(context) : nullptr;
}

QByteArray spkiOf(const PublicNumbers &numbers)
{
    const QByteArray key =
        derElement(tag::kSequence, derMagnitude(numbers.modulus) + derMagnitude(numbers.exponent));
    return derElement(tag::kSequence, rsaAlgorithm() + derElement(tag::kBitString, '\0' + key));
}

/// Numbers of RFC 8017, A.1.2, in its order: n, e, d, p, q, d mod p-1, d mod q-1, 1/q mod p.
using Numbers = std::array<QByteArrayView, 8>;

bool readPrivate(QByteArrayView der, Numbers &numbers)
{
    DerReader outer(der);
    DerReader info = outer.enter(tag::kSequence);
    const bool version = info.skip(QByteArray::fromHex("020100"));
    const bool algorithm = version && info.skip(rsaAlgorithm());
    DerReader content = info.enter(tag::kOctetString);
    if (info.nextTag() == 0xa0) {
        info.read(0xa0); // attributes: some programs write them, nothing of them is used
    }
    DerReader key = content.enter(tag::kSequence);
    key.skip(QByteArray::fromHex("020100"));
    for (QByteArrayView &number : numbers) {
        number = key.readMagnitude();
    }
    return algorithm && outer.atEnd() && info.atEnd() && content.atEnd() && key.atEnd();
}

/// The eight numbers say the same. Each step is bounded by the size of n.
bool belongTogether(const Numbers &numbers)
{
    std::array<OwnedNumber, 8> all;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (numbers[i].size() > numbers[0].size()) {
            return false;
        }
        all[i].reset(BN_bin2bn(octets(numbers[i]), static_cast<int>(numbers[i].size()), nullptr));
        if (!all[i]) {
            return false;
        }
        BN_set_flags(all[i].get(), BN_FLG_CONSTTIME);
    }
    const auto &[n, e, d, p, q, dp, dq, qinv] = all;
    const OwnedNumberContext context(BN_CTX_new());
    const OwnedNumber one(BN_new());
    const OwnedNumber p1(BN_new());
    const OwnedNumber q1(BN_new());
    const OwnedNumber r(BN_new());
    if (!context || !one || !p1 || !q1 || !r || BN_one(one.get()) != 1 || BN_cmp(p.get(), one.get()) <= 0 ||
        BN_cmp(q.get(), one.get()) <= 0 || BN_sub(p1.get(), p.get(), one.get()) != 1 ||
        BN_sub(q1.get(), q.get(), one.get()) != 1) {
        return false;
    }
    const auto isOne = [&](const BIGNUM *a, const BIGNUM *b, const BIGNUM *m) {
        return BN_mod_mul(r.get(), a, b, m, context.get()) == 1 && BN_is_one(r.get()) == 1;
    };
    const auto isRest = [&, exponent = all[2].get()](const BIGNUM *rest, const BIGNUM *m) {
        return BN_mod(r.get(), exponent, m, context.get()) == 1 && BN_cmp(r.get(), rest) == 0;
    };
    return BN_mul(r.get(), p.get(), q.get(), context.get()) == 1 && BN_cmp(r.get(), n.get()) == 0 &&
           isOne(d.get(), e.get(), p1.get()) && isOne(d.get(), e.get(), q1.get()) &&
           isRest(dp.get(), p1.get()) && isRest(dq.get(), q1.get()) && isOne(qinv.get(), q.get(), p.get());
}

/// The bytes between the lines of a PEM of ours.
SecretBytes bodyOf(QByteArray &pem)
{
    const qsizetype begin = pem.indexOf('\n') + 1;
    QByteArray body = pem.mid(begin, pem.indexOf("-----END") - begin);
    QByteArray der = QByteArray::fromBase64(body);
    SecretBytes bytes = SecretBytes::copyOf(der);
    wipe(body);
    wipe(der);
    wipe(pem);
    return bytes;
}

/// Given to OpenSSL number by number, out of memory that is wiped: its own reader of PKCS#8 (3.0) takes a
/// copy of the DER and frees it as it is. Null: it takes them not.
std::shared_ptr<EVP_PKEY> loaded(const Numbers &numbers)
{
    static constexpr std::array<const char *, 8> kNames{
        OSSL_PKEY_PARAM_RSA_N,         OSSL_PKEY_PARAM_RSA_E,           OSSL_PKEY_PARAM_RSA_D,
        OSSL_PKEY_PARAM_RSA_FACTOR1,   OSSL_PKEY_PARAM_RSA_FACTOR2,     OSSL_PKEY_PARAM_RSA_EXPONENT1,
        OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1};
    std::size_t total = 0;
    for (const QByteArrayView number : numbers) {
        total += octetCount(number);
    }
    SecretBytes native(total); // in the machine's byte order
    const OwnedKeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
    if (native.isEmpty() || !context || EVP_PKEY_fromdata_init(context.get()) != 1) {
        return nullptr;
    }
    std::array<OSSL_PARAM, 9> parameters{};
    unsigned char *at = native.data();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const std::size_t size = octetCount(numbers[i]);
        std::copy_n(octets(numbers[i]), size, at);
        if constexpr (std::endian::native == std::endian::little) {
            std::reverse(at, at + size);
        }
        parameters[i] = OSSL_PARAM_construct_BN(kNames[i], at, size);
        at += size;
    }
    parameters.back() = OSSL_PARAM_construct_end();
    EVP_PKEY *key = nullptr;
    if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.data()) != 1) {
        return nullptr;
    }
    return {key, EVP_PKEY_free};
}

} // namespace

Result<SealingKey> SealingKey::fromSpki(QByteArrayView der)
{
    const OpenSslErrors errors;
    DerReader outer(der);
    DerReader info = outer.enter(tag::kSequence);
    const bool algorithm = info.skip(rsaAlgorithm());
    QByteArrayView bitString = info.read(tag::kBitString);
    if (!algorithm || !outer.atEnd() || !info.atEnd() || bitString.isEmpty() || bitString[0] != 0) {
        return refuse("format");
    }
    DerReader content(bitString.sliced(1));
    DerReader key = content.enter(tag::kSequence);
    const PublicNumbers numbers{key.readMagnitude(), key.readMagnitude()};
    if (!content.atEnd() || !key.atEnd() || !areUsable(numbers)) {
        return refuse("format");
    }
    const int bits = bitsOf(numbers.modulus);
    if (bits < kLeastBits || bits > kMostBits) {
        return refuse("bits");
    }
    SealingKey made;
    made.m_spki = spkiOf(numbers);
    const unsigned char *at = octets(made.m_spki);
    made.m_key = {d2i_PUBKEY(nullptr, &at, static_cast<long>(made.m_spki.size())), EVP_PKEY_free};
    if (!made.m_key) {
        return refuse("format");
    }
    made.m_fingerprint = sha256(made.m_spki);
    made.m_bits = bits;
    return made;
}

Result<QByteArray> SealingKey::wrap(const SecretBytes &secret) const
{
    const OpenSslErrors errors;
    if (m_bits < kLeastSealingBits) {
        return refuse("bits");
    }
    const OwnedKeyContext context = oaep(m_key.get(), EVP_PKEY_encrypt_init);
    QByteArray wrapped((m_bits + 7) / 8, '\0');
    std::size_t size = octetCount(wrapped);
    if (!context ||
        EVP_PKEY_encrypt(context.get(), reinterpret_cast<unsigned char *>(wrapped.data()), &size,
                         secret.data(), secret.size()) != 1 ||
        size != octetCount(wrapped)) {
        return broken("wrapping");
    }
    return wrapped;
}

bool SealingKey::verify(QByteArrayView message, QByteArrayView signature) const
{
    const OpenSslErrors errors;
    const OwnedDigestContext context = pss(m_key.get(), EVP_DigestVerifyInit);
    return context && EVP_DigestVerify(context.get(), octets(signature), octetCount(signature),
                                       octets(message), octetCount(message)) == 1;
}

Result<OpeningKey> OpeningKey::generate(const Qca &qca, int bits)
{
    const auto pair = RsaKeyPair::generate(qca, bits);
    if (!pair) {
        return tl::unexpected<Error>(pair.error());
    }
    auto pem = pair->toPem();
    if (!pem) {
        return propagate(pem);
    }
    const SecretBytes der = bodyOf(*pem);
    return fromPkcs8(der.view());
}

Result<OpeningKey> OpeningKey::fromPkcs8(QByteArrayView der)
{
    const OpenSslErrors errors;
    Numbers numbers;
    if (der.size() > kMaxPrivateKey || !readPrivate(der, numbers)) {
        return refuse("format");
    }
    auto publicKey = SealingKey::fromSpki(spkiOf({numbers[0], numbers[1]}));
    if (!publicKey) {
        return propagate(publicKey);
    }
    if (!belongTogether(numbers)) {
        return refuse("mismatch");
    }
    std::shared_ptr<EVP_PKEY> key = loaded(numbers);
    if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) {
        return refuse("format");
    }
    return OpeningKey(std::move(key), std::move(*publicKey));
}

Result<SecretBytes> OpeningKey::unwrap(QByteArrayView wrapped) const
{
    const OpenSslErrors errors;
    const OwnedKeyContext context = oaep(m_key.get(), EVP_PKEY_decrypt_init);
    SecretBytes room((static_cast<std::size_t>(m_public.bits()) + 7) / 8);
    std::size_t size = room.size();
    if (!context || room.isEmpty()) {
        return broken("unwrapping");
    }
    if (octetCount(wrapped) != room.size() ||
        EVP_PKEY_decrypt(context.get(), room.data(), &size, octets(wrapped), octetCount(wrapped)) != 1) {
        return refuse("unwrap");
    }
    return SecretBytes::copyOf(room.view().first(static_cast<qsizetype>(size)));
}

Result<QByteArray> OpeningKey::sign(QByteArrayView message) const
{
    const OpenSslErrors errors;
    const OwnedDigestContext context = pss(m_key.get(), EVP_DigestSignInit);
    QByteArray signature((m_public.bits() + 7) / 8, '\0');
    std::size_t size = octetCount(signature);
    if (!context ||
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char *>(signature.data()), &size,
                       octets(message), octetCount(message)) != 1 ||
        size != octetCount(signature)) {
        return broken("signing");
    }
    return signature;
}

Result<SecretBytes> OpeningKey::toPkcs8() const
{
    const OpenSslErrors errors;
    const OwnedPkcs8 info(EVP_PKEY2PKCS8(m_key.get()));
    unsigned char *raw = nullptr;
    const int size = info ? i2d_PKCS8_PRIV_KEY_INFO(info.get(), &raw) : -1;
    if (size <= 0) {
        return broken("writing");
    }
    SecretBytes der = SecretBytes::copyOf(QByteArrayView(raw, size));
    OPENSSL_clear_free(raw, static_cast<std::size_t>(size));
    return der;
}

} // namespace common
