// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/common/crypto/testkeys.h"

#include "common/crypto/qca.h"

#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <map>
#include <random>

namespace tests
{

const common::OpeningKey &openingKey(int bits, int number)
{
    static const auto kQca = common::Qca::load();
    static std::map<std::pair<int, int>, common::OpeningKey> made;
    const auto at = made.find({bits, number});
    if (at != made.end()) {
        return at->second;
    }
    if (!kQca) {
        qFatal("%s", qPrintable(kQca.error().message));
    }
    auto key = common::OpeningKey::generate(*kQca, bits);
    if (!key) {
        qFatal("%s", qPrintable(key.error().message));
    }
    return made.emplace(std::pair(bits, number), std::move(*key)).first->second;
}

QByteArray opensslPrivateKey(int bits)
{
    EVP_PKEY *key = EVP_RSA_gen(static_cast<unsigned int>(bits));
    PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
    unsigned char *raw = nullptr;
    const int size = i2d_PKCS8_PRIV_KEY_INFO(info, &raw);
    const QByteArray der(reinterpret_cast<const char *>(raw), size);
    OPENSSL_free(raw);
    PKCS8_PRIV_KEY_INFO_free(info);
    EVP_PKEY_free(key);
    return der;
}

QByteArray sampleBytes(qsizetype size, quint32 seed)
{
    std::mt19937 random(seed); // NOLINT(cert-msc51-cpp): the same bytes in each run
    QByteArray bytes(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i) {
        bytes[i] = static_cast<char>(random() & 0xff);
    }
    return bytes;
}

} // namespace tests
