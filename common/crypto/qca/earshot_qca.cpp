// SPDX-License-Identifier: GPL-3.0-or-later
// Compiles against QCA for Qt 5 and for Qt 6. Nothing but the functions of the header is visible outside.
#pragma GCC visibility push(default)
#include "common/crypto/qca/earshot_qca.h"
#pragma GCC visibility pop

#include <QtCrypto>

#include <cstring>
#include <memory>
#include <mutex>

struct earshot_qca_key {
    QCA::PrivateKey privateKey; // null for a public key alone
    QCA::PublicKey publicKey;
};

namespace
{

constexpr size_t kMaxPem = 64 * 1024;

/// QCA must never be asked for what no provider has: it then works on a null context and crashes.
bool canSign()
{
    return QCA::isSupported("pkey") && QCA::PKey::supportedTypes().contains(QCA::PKey::RSA) &&
           QCA::PKey::supportedIOTypes().contains(QCA::PKey::RSA);
}

/// Exceptions must not cross the C line.
template <typename F>
int guarded(F &&run)
{
    try {
        return run();
    } catch (...) {
        return EARSHOT_QCA_FAILED;
    }
}

int copyOut(const char *bytes, size_t length, void *out, size_t *size)
{
    const size_t room = *size;
    *size = length;
    if (room < length) {
        return EARSHOT_QCA_TOO_SMALL;
    }
    std::memcpy(out, bytes, length);
    return EARSHOT_QCA_OK;
}

int pemOut(QString pem, char *out, size_t *size)
{
    if (pem.isEmpty()) {
        return EARSHOT_QCA_FAILED;
    }
    QByteArray bytes = pem.toLatin1();
    pem.fill(QLatin1Char('\0')); // may hold a private key
    const int status = copyOut(bytes.constData(), static_cast<size_t>(bytes.size()), out, size);
    bytes.fill('\0');
    return status;
}

QByteArray view(const unsigned char *data, size_t size)
{
    return QByteArray(reinterpret_cast<const char *>(data), static_cast<int>(size));
}

} // namespace

int earshot_qca_abi(void)
{
    return EARSHOT_QCA_ABI;
}

int earshot_qca_start(void)
{
    static std::once_flag once;
    static int status = EARSHOT_QCA_FAILED;
    std::call_once(once, [] {
        status = guarded([] {
            // Never deleted: QCA's own statics may be gone before ours at exit.
            static const auto *const initializer = new QCA::Initializer(QCA::Practical, 64);
            (void)initializer;
            return QCA::isSupported("sha256") && canSign() ? EARSHOT_QCA_OK : EARSHOT_QCA_UNSUPPORTED;
        });
    });
    return status;
}

const char *earshot_qca_version(void)
{
    static const QByteArray version = "QCA " + QByteArray(qcaVersionStr()) + ", Qt " + qVersion();
    return version.constData();
}

int earshot_qca_random(unsigned char *out, size_t size)
{
    return guarded([&]() -> int {
        size_t done = 0;
        while (done < size) {
            const size_t piece = qMin<size_t>(size - done, 64 * 1024);
            const QCA::SecureArray bytes = QCA::Random::randomArray(static_cast<int>(piece));
            if (static_cast<size_t>(bytes.size()) != piece) {
                return EARSHOT_QCA_FAILED;
            }
            std::memcpy(out + done, bytes.constData(), piece);
            done += piece;
        }
        return EARSHOT_QCA_OK;
    });
}

int earshot_qca_sha256(const unsigned char *data, size_t size, unsigned char out[32])
{
    return guarded([&]() -> int {
        if (!QCA::isSupported("sha256")) {
            return EARSHOT_QCA_UNSUPPORTED;
        }
        QCA::Hash hash(QStringLiteral("sha256"));
        for (size_t done = 0; done < size;) {
            const size_t piece = qMin<size_t>(size - done, 1u << 30); // QCA counts in int
            hash.update(reinterpret_cast<const char *>(data + done), static_cast<int>(piece));
            done += piece;
        }
        const QByteArray digest = hash.final().toByteArray();
        if (digest.size() != 32) {
            return EARSHOT_QCA_FAILED;
        }
        std::memcpy(out, digest.constData(), 32);
        return EARSHOT_QCA_OK;
    });
}

int earshot_qca_rsa_generate(int bits, earshot_qca_key **key)
{
    return guarded([&]() -> int {
        if (!canSign()) {
            return EARSHOT_QCA_UNSUPPORTED;
        }
        QCA::KeyGenerator generator;
        generator.setBlockingEnabled(true);
        const QCA::PrivateKey made = generator.createRSA(bits);
        if (made.isNull() || made.bitSize() != bits) {
            return EARSHOT_QCA_FAILED;
        }
        *key = new earshot_qca_key{made, made.toPublicKey()};
        return EARSHOT_QCA_OK;
    });
}

int earshot_qca_rsa_from_private_pem(const char *pem, size_t size, earshot_qca_key **key)
{
    return guarded([&]() -> int {
        if (!canSign()) {
            return EARSHOT_QCA_UNSUPPORTED;
        }
        if (size > kMaxPem) {
            return EARSHOT_QCA_INVALID;
        }
        QCA::ConvertResult result = QCA::ErrorDecode;
        QString text = QString::fromLatin1(pem, static_cast<int>(size));
        const QCA::PrivateKey read = QCA::PrivateKey::fromPEM(text, QCA::SecureArray(), &result);
        text.fill(QLatin1Char('\0'));
        if (result != QCA::ConvertGood || read.isNull() || !read.isRSA()) {
            return EARSHOT_QCA_INVALID;
        }
        *key = new earshot_qca_key{read, read.toPublicKey()};
        return EARSHOT_QCA_OK;
    });
}

int earshot_qca_rsa_from_public_pem(const char *pem, size_t size, earshot_qca_key **key)
{
    return guarded([&]() -> int {
        if (!canSign()) {
            return EARSHOT_QCA_UNSUPPORTED;
        }
        if (size > kMaxPem) {
            return EARSHOT_QCA_INVALID;
        }
        QCA::ConvertResult result = QCA::ErrorDecode;
        const QCA::PublicKey read =
            QCA::PublicKey::fromPEM(QString::fromLatin1(pem, static_cast<int>(size)), &result);
        if (result != QCA::ConvertGood || read.isNull() || !read.isRSA()) {
            return EARSHOT_QCA_INVALID;
        }
        *key = new earshot_qca_key{QCA::PrivateKey(), read};
        return EARSHOT_QCA_OK;
    });
}

int earshot_qca_rsa_bits(const earshot_qca_key *key)
{
    return guarded([&] { return key->publicKey.bitSize(); });
}

int earshot_qca_rsa_private_pem(const earshot_qca_key *key, char *out, size_t *size)
{
    return guarded([&]() -> int {
        return key->privateKey.isNull() ? EARSHOT_QCA_INVALID : pemOut(key->privateKey.toPEM(), out, size);
    });
}

int earshot_qca_rsa_public_pem(const earshot_qca_key *key, char *out, size_t *size)
{
    return guarded([&] { return pemOut(key->publicKey.toPEM(), out, size); });
}

int earshot_qca_rsa_sign(earshot_qca_key *key, const unsigned char *data, size_t data_size,
                         unsigned char *out, size_t *size)
{
    return guarded([&]() -> int {
        if (key->privateKey.isNull() || !key->privateKey.canSign()) {
            return EARSHOT_QCA_INVALID;
        }
        const QByteArray signature = key->privateKey.signMessage(view(data, data_size), QCA::EMSA3_SHA256);
        if (signature.isEmpty()) {
            return EARSHOT_QCA_FAILED;
        }
        return copyOut(signature.constData(), static_cast<size_t>(signature.size()), out, size);
    });
}

int earshot_qca_rsa_verify(earshot_qca_key *key, const unsigned char *data, size_t data_size,
                           const unsigned char *signature, size_t signature_size)
{
    return guarded([&]() -> int {
        if (!key->publicKey.canVerify()) {
            return EARSHOT_QCA_UNSUPPORTED;
        }
        return key->publicKey.verifyMessage(view(data, data_size), view(signature, signature_size),
                                            QCA::EMSA3_SHA256)
                   ? EARSHOT_QCA_OK
                   : EARSHOT_QCA_INVALID;
    });
}

void earshot_qca_key_free(earshot_qca_key *key)
{
    delete key;
}
