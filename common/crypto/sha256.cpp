// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/sha256.h"

#include <QFile>

#include <openssl/evp.h>

#include <vector>

namespace common
{

void Sha256::Free::operator()(evp_md_ctx_st *context) const
{
    EVP_MD_CTX_free(context);
}

Sha256::Sha256()
    : m_context(EVP_MD_CTX_new())
{
    restart();
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256 &&) noexcept = default;
Sha256 &Sha256::operator=(Sha256 &&) noexcept = default;

void Sha256::restart()
{
    m_good = m_context && EVP_DigestInit_ex(m_context.get(), EVP_sha256(), nullptr) == 1;
}

void Sha256::add(std::span<const std::byte> bytes)
{
    m_good = m_good && EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size()) == 1;
}

QByteArray Sha256::finish()
{
    QByteArray digest(kSize, '\0');
    unsigned int length = 0;
    const bool good =
        m_good &&
        EVP_DigestFinal_ex(m_context.get(), reinterpret_cast<unsigned char *>(digest.data()), &length) == 1 &&
        length == kSize;
    restart();
    return good ? digest : QByteArray();
}

QByteArray sha256(QByteArrayView bytes)
{
    Sha256 hash;
    hash.add(bytes);
    return hash.finish();
}

Result<QByteArray> sha256OfFile(const QString &path, qint64 *size)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return fail(file.exists() ? ErrorCode::Unavailable : ErrorCode::NotFound,
                    QStringLiteral("cannot read %1: %2").arg(path, file.errorString()));
    }
    Sha256 hash;
    std::vector<char> buffer(256 * 1024);
    qint64 total = 0;
    for (;;) {
        const qint64 got = file.read(buffer.data(), static_cast<qint64>(buffer.size()));
        if (got < 0) {
            return fail(ErrorCode::Unavailable,
                        QStringLiteral("cannot read %1: %2").arg(path, file.errorString()));
        }
        if (got == 0) {
            break;
        }
        hash.add(QByteArrayView(buffer.data(), got));
        total += got;
    }
    if (size != nullptr) {
        *size = total;
    }
    const QByteArray digest = hash.finish();
    if (digest.isEmpty()) {
        return fail(ErrorCode::Internal, QStringLiteral("SHA-256 is not available"));
    }
    return digest;
}

} // namespace common
