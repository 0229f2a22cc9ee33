// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/rsakeys.h"

#include "common/crypto/qcafunctions.h"
#include "common/crypto/sha256.h"

namespace common
{

namespace
{

constexpr int kMinReadBits = 1024;
constexpr int kMinSignBits = 2048;
constexpr int kMaxBits = 8192;
constexpr qsizetype kMaxPem = 16 * 1024;

const unsigned char *data(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}
std::size_t size(QByteArrayView bytes)
{
    return static_cast<std::size_t>(bytes.size());
}

std::shared_ptr<earshot_qca_key> owned(const Qca &qca, earshot_qca_key *key)
{
    return std::shared_ptr<earshot_qca_key>(key, qca.functions().freeKey);
}

using FromPem = int (*)(const char *, std::size_t, earshot_qca_key **);

Result<std::shared_ptr<earshot_qca_key>> readPem(const Qca &qca, FromPem read, const QByteArray &pem,
                                                 const char *label)
{
    const QByteArray begin = QByteArray("-----BEGIN ") + label + "-----";
    if (pem.size() > kMaxPem || pem.count("-----BEGIN ") != 1 || !pem.contains(begin)) {
        return fail(ErrorCode::Invalid, QStringLiteral("not one PEM block '%1'").arg(QLatin1String(label)),
                    {{QStringLiteral("pem"),
                      pem.contains("ENCRYPTED") ? QStringLiteral("encrypted") : QStringLiteral("format")}});
    }
    earshot_qca_key *raw = nullptr;
    const int status = read(pem.constData(), size(pem), &raw);
    if (status != EARSHOT_QCA_OK) {
        return fail(status == EARSHOT_QCA_INVALID ? ErrorCode::Invalid : ErrorCode::Internal,
                    QStringLiteral("the RSA key cannot be read"),
                    {{QStringLiteral("pem"), QStringLiteral("format")}});
    }
    auto key = owned(qca, raw);
    const int bits = qca.functions().bits(raw);
    if (bits < kMinReadBits || bits > kMaxBits) {
        return fail(ErrorCode::Invalid, QStringLiteral("RSA keys of %1 bits are not accepted").arg(bits),
                    {{QStringLiteral("bits"), QStringLiteral("range")}});
    }
    return key;
}

/// A PEM of QCA, asked for with room for the largest key.
template <typename F>
Result<QByteArray> pemFrom(F function, const earshot_qca_key *key)
{
    QByteArray pem(kMaxPem, '\0');
    std::size_t length = size(pem);
    if (function(key, pem.data(), &length) != EARSHOT_QCA_OK) {
        return fail(ErrorCode::Internal, QStringLiteral("the RSA key cannot be exported"));
    }
    pem.truncate(static_cast<qsizetype>(length));
    return pem;
}

} // namespace

Result<RsaPublicKey> RsaPublicKey::fromPem(const Qca &qca, const QByteArray &pem)
{
    auto key = readPem(qca, qca.functions().fromPublicPem, pem, "PUBLIC KEY");
    if (!key) {
        return propagate(key);
    }
    return RsaPublicKey(qca, std::move(*key));
}

int RsaPublicKey::bits() const
{
    return m_qca.functions().bits(m_key.get());
}

Result<QByteArray> RsaPublicKey::toPem() const
{
    return pemFrom(m_qca.functions().publicPem, m_key.get());
}

Result<QByteArray> RsaPublicKey::fingerprint() const
{
    Result<QByteArray> pem = toPem();
    if (!pem) {
        return pem;
    }
    QByteArray base64; // the PEM's body is the DER of the SubjectPublicKeyInfo
    for (const QByteArray &line : pem->split('\n')) {
        if (!line.startsWith("-----")) {
            base64.append(line.trimmed());
        }
    }
    return common::sha256(QByteArray::fromBase64(base64));
}

bool RsaPublicKey::verify(QByteArrayView message, QByteArrayView signature) const
{
    return bits() >= kMinSignBits &&
           m_qca.functions().verify(m_key.get(), data(message), size(message), data(signature),
                                    size(signature)) == EARSHOT_QCA_OK;
}

Result<RsaKeyPair> RsaKeyPair::generate(const Qca &qca, int bits)
{
    if (bits != 2048 && bits != 3072 && bits != 4096) {
        return fail(ErrorCode::Invalid,
                    QStringLiteral("RSA keys have 2048, 3072 or 4096 bits, not %1").arg(bits),
                    {{QStringLiteral("bits"), QStringLiteral("range")}});
    }
    earshot_qca_key *raw = nullptr;
    if (qca.functions().generate(bits, &raw) != EARSHOT_QCA_OK) {
        return fail(ErrorCode::Internal, QStringLiteral("QCA could not make an RSA key"));
    }
    return RsaKeyPair(qca, owned(qca, raw));
}

Result<RsaKeyPair> RsaKeyPair::fromPem(const Qca &qca, const QByteArray &pem)
{
    auto key = readPem(qca, qca.functions().fromPrivatePem, pem, "PRIVATE KEY");
    if (!key) {
        return propagate(key);
    }
    return RsaKeyPair(qca, std::move(*key));
}

Result<QByteArray> RsaKeyPair::toPem() const
{
    return pemFrom(m_qca.functions().privatePem, m_key.get());
}

Result<QByteArray> RsaKeyPair::sign(QByteArrayView message) const
{
    if (bits() < kMinSignBits) {
        return fail(ErrorCode::Invalid, QStringLiteral("a key of %1 bits signs nothing").arg(bits()),
                    {{QStringLiteral("bits"), QStringLiteral("range")}});
    }
    QByteArray signature(kMaxBits / 8, '\0');
    std::size_t length = size(signature);
    if (m_qca.functions().sign(m_key.get(), data(message), size(message),
                               reinterpret_cast<unsigned char *>(signature.data()),
                               &length) != EARSHOT_QCA_OK) {
        return fail(ErrorCode::Internal, QStringLiteral("QCA could not sign"));
    }
    signature.truncate(static_cast<qsizetype>(length));
    return signature;
}

} // namespace common
