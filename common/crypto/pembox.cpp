// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/pembox.h"

#include "common/crypto/der.h"
#include "common/crypto/opensslowned.h"
#include "common/crypto/pemkeys.h"
#include "common/crypto/random.h"

#include <algorithm>
#include <array>

namespace common
{

namespace
{

constexpr qsizetype kMostSalt = 1024;
constexpr int kSaltSize = 16;
constexpr quint64 kMostScryptWork = quint64(1) << 25; // N r p: some 10 s

tl::unexpected<Error> refuse(const char *reason)
{
    return fail(ErrorCode::Invalid, QStringLiteral("private key: %1").arg(QLatin1String(reason)),
                {{QStringLiteral("key"), QLatin1String(reason)}});
}

struct Cipher {
    const char *oid; ///< whole element, in hex
    const char *name;
    const EVP_CIPHER *(*make)();
};
constexpr std::array kCiphers{
    Cipher{"0609608648016503040102", "AES-128-CBC", EVP_aes_128_cbc},
    Cipher{"0609608648016503040116", "AES-192-CBC", EVP_aes_192_cbc},
    Cipher{"060960864801650304012a", "AES-256-CBC", EVP_aes_256_cbc},
    Cipher{"06082a864886f70d0307", "DES-EDE3-CBC", EVP_des_ede3_cbc},
};
struct Hash {
    const char *algorithm; ///< AlgorithmIdentifier with NULL, in hex
    const EVP_MD *(*make)();
};
constexpr std::array kHashes{
    Hash{"300c06082a864886f70d02070500", EVP_sha1},   Hash{"300c06082a864886f70d02080500", EVP_sha224},
    Hash{"300c06082a864886f70d02090500", EVP_sha256}, Hash{"300c06082a864886f70d020a0500", EVP_sha384},
    Hash{"300c06082a864886f70d020b0500", EVP_sha512},
};
const char *const kPbes2 = "06092a864886f70d01050d";
const char *const kPbkdf2 = "06092a864886f70d01050c";
const char *const kScrypt = "06092b06010401da47040b";

QByteArray hex(const char *text)
{
    return QByteArray::fromHex(text);
}

struct CipherUse {
    const EVP_CIPHER *cipher = nullptr;
    QByteArrayView iv;
};

CipherUse readCipher(DerReader algorithm)
{
    CipherUse use;
    for (const Cipher &known : kCiphers) {
        DerReader attempt = algorithm;
        if (attempt.skip(hex(known.oid))) {
            use.iv = attempt.read(tag::kOctetString);
            const bool good = attempt.atEnd() && use.iv.size() == EVP_CIPHER_get_iv_length(known.make());
            use.cipher = good ? known.make() : nullptr;
        }
    }
    return use;
}

Result<SecretBytes> derivePbkdf2(DerReader parameters, std::size_t keySize, QByteArrayView password)
{
    const QByteArrayView salt = parameters.read(tag::kOctetString);
    const quint64 rounds = parameters.readUnsigned();
    if (parameters.nextTag() == tag::kInteger && parameters.readUnsigned() != keySize) {
        return refuse("format");
    }
    const EVP_MD *digest = EVP_sha1(); // the standard's default
    if (parameters.nextTag()) {
        const auto known = std::find_if(kHashes.begin(), kHashes.end(), [&](const Hash &hash) {
            return DerReader(parameters).skip(hex(hash.algorithm));
        });
        if (known == kHashes.end()) {
            return refuse("algorithm");
        }
        parameters.skip(hex(known->algorithm));
        digest = known->make();
    }
    if (!parameters.atEnd() || rounds == 0 || salt.size() > kMostSalt) {
        return refuse("format");
    }
    if (rounds > kMostPbkdf2Rounds) {
        return refuse("excessive");
    }
    SecretBytes key(keySize);
    const bool good = PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), octets(salt),
                                        static_cast<int>(salt.size()), static_cast<int>(rounds), digest,
                                        static_cast<int>(keySize), key.data()) == 1;
    return good ? Result<SecretBytes>(std::move(key)) : refuse("format");
}

Result<SecretBytes> deriveScrypt(DerReader parameters, std::size_t keySize, QByteArrayView password)
{
    const QByteArrayView salt = parameters.read(tag::kOctetString);
    const quint64 n = parameters.readUnsigned();
    const quint64 r = parameters.readUnsigned();
    const quint64 p = parameters.readUnsigned();
    if (parameters.nextTag() && parameters.readUnsigned() != keySize) {
        return refuse("format");
    }
    if (!parameters.atEnd() || n < 2 || (n & (n - 1)) != 0 || r == 0 || p == 0 || salt.size() > kMostSalt) {
        return refuse("format");
    }
    constexpr quint64 kMostBlocks = kMostScryptMemory / 128;
    const bool fits = n <= kMostBlocks && r <= kMostBlocks / n && p <= (kMostBlocks - n * r) / r;
    if (!fits || p > kMostScryptWork / (n * r)) {
        return refuse("excessive");
    }
    SecretBytes key(keySize);
    constexpr quint64 kRoom = kMostScryptMemory + 1024 * 1024; // OpenSSL counts a little more
    const bool good = EVP_PBE_scrypt(password.data(), octetCount(password), octets(salt), octetCount(salt), n,
                                     r, p, kRoom, key.data(), keySize) == 1;
    return good ? Result<SecretBytes>(std::move(key)) : refuse("excessive");
}

/// Invalid (password) when the padding is wrong, which it is for 255 of 256 wrong passwords; the caller looks
/// at what came out for the rest.
Result<SecretBytes> decrypt(const CipherUse &use, const SecretBytes &key, QByteArrayView body)
{
    const OwnedCipherContext context(EVP_CIPHER_CTX_new());
    SecretBytes room(octetCount(body) + EVP_MAX_BLOCK_LENGTH);
    int first = 0;
    int last = 0;
    if (room.isEmpty() || !context ||
        EVP_DecryptInit_ex2(context.get(), use.cipher, key.data(), octets(use.iv), nullptr) != 1 ||
        EVP_DecryptUpdate(context.get(), room.data(), &first, octets(body), static_cast<int>(body.size())) !=
            1 ||
        EVP_DecryptFinal_ex(context.get(), room.data() + first, &last) != 1) {
        return refuse("password");
    }
    return SecretBytes::copyOf(room.view().first(first + last));
}

std::size_t keySizeOf(const CipherUse &use)
{
    return static_cast<std::size_t>(EVP_CIPHER_get_key_length(use.cipher));
}

} // namespace

Result<SecretBytes> openPasswordBox(QByteArrayView der, QByteArrayView password)
{
    DerReader outer(der);
    DerReader box = outer.enter(tag::kSequence);
    DerReader algorithm = box.enter(tag::kSequence);
    const QByteArrayView body = box.read(tag::kOctetString);
    if (!outer.atEnd() || !box.atEnd()) {
        return refuse("format");
    }
    if (!algorithm.skip(hex(kPbes2))) {
        return refuse("algorithm");
    }
    DerReader parameters = algorithm.enter(tag::kSequence);
    DerReader derivation = parameters.enter(tag::kSequence);
    const CipherUse use = readCipher(parameters.enter(tag::kSequence));
    if (!algorithm.atEnd() || !parameters.atEnd()) {
        return refuse("format");
    }
    const bool isScrypt = DerReader(derivation).skip(hex(kScrypt));
    if (use.cipher == nullptr || !derivation.skip(hex(isScrypt ? kScrypt : kPbkdf2))) {
        return refuse("algorithm");
    }
    DerReader costs = derivation.enter(tag::kSequence);
    if (!derivation.atEnd()) {
        return refuse("format");
    }
    auto key = isScrypt ? deriveScrypt(costs, keySizeOf(use), password)
                        : derivePbkdf2(costs, keySizeOf(use), password);
    return key ? decrypt(use, *key, body) : propagate(key);
}

Result<QByteArray> makePasswordBox(const SecretBytes &info, QByteArrayView password, int rounds)
{
    std::array<std::byte, 2 * kSaltSize> random{}; // salt and iv
    if (Status filled = fillRandom(random); !filled) {
        return propagate(filled);
    }
    const QByteArrayView salt(random.data(), kSaltSize);
    const QByteArrayView iv(random.data() + kSaltSize, kSaltSize);
    const EVP_CIPHER *cipher = EVP_aes_256_cbc();
    SecretBytes key(static_cast<std::size_t>(EVP_CIPHER_get_key_length(cipher)));
    const OwnedCipherContext context(EVP_CIPHER_CTX_new());
    QByteArray body(static_cast<qsizetype>(info.size()) + EVP_MAX_BLOCK_LENGTH, '\0');
    auto *out = reinterpret_cast<unsigned char *>(body.data());
    int first = 0;
    int last = 0;
    if (key.isEmpty() || !context ||
        PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), octets(salt), kSaltSize, rounds,
                          EVP_sha256(), static_cast<int>(key.size()), key.data()) != 1 ||
        EVP_EncryptInit_ex2(context.get(), cipher, key.data(), octets(iv), nullptr) != 1 ||
        EVP_EncryptUpdate(context.get(), out, &first, info.data(), static_cast<int>(info.size())) != 1 ||
        EVP_EncryptFinal_ex(context.get(), out + first, &last) != 1) {
        return fail(ErrorCode::Internal, QStringLiteral("private key: sealing with a password failed"));
    }
    body.truncate(first + last);
    const QByteArray costs = derElement(tag::kOctetString, salt) + derUnsigned(static_cast<quint64>(rounds)) +
                             hex("300c06082a864886f70d02090500");
    const QByteArray derivation =
        derElement(tag::kSequence, hex(kPbkdf2) + derElement(tag::kSequence, costs));
    const QByteArray encryption =
        derElement(tag::kSequence, hex("060960864801650304012a") + derElement(tag::kOctetString, iv));
    const QByteArray algorithm =
        derElement(tag::kSequence, hex(kPbes2) + derElement(tag::kSequence, derivation + encryption));
    return derElement(tag::kSequence, algorithm + derElement(tag::kOctetString, body));
}

Result<SecretBytes> openOldPassword(QByteArrayView dekInfo, QByteArrayView body, QByteArrayView password)
{
    const QByteArray line = dekInfo.toByteArray().trimmed();
    const qsizetype comma = line.indexOf(',');
    const auto known = std::find_if(kCiphers.begin(), kCiphers.end(), [&](const Cipher &cipher) {
        return comma > 0 && line.first(comma) == cipher.name;
    });
    if (known == kCiphers.end()) {
        return refuse("algorithm");
    }
    const QByteArray iv = hex(line.mid(comma + 1).constData());
    const CipherUse use{known->make(), iv};
    if (iv.size() != EVP_CIPHER_get_iv_length(use.cipher)) {
        return refuse("format");
    }
    SecretBytes key(keySizeOf(use));
    if (EVP_BytesToKey(use.cipher, EVP_md5(), octets(iv), octets(password), static_cast<int>(password.size()),
                       1, key.data(), nullptr) != static_cast<int>(key.size())) {
        return refuse("algorithm");
    }
    return decrypt(use, key, body);
}

} // namespace common
