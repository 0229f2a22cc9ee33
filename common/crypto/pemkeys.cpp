// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/pemkeys.h"

#include "common/crypto/der.h"
#include "common/crypto/loginkeys.h"
#include "common/crypto/pembox.h"

#include <algorithm>
#include <utility>

namespace common
{

namespace
{

constexpr qsizetype kLine = 64;

tl::unexpected<Error> refuse(const char *reason)
{
    return fail(ErrorCode::Invalid, QStringLiteral("key: %1").arg(QLatin1String(reason)),
                {{QStringLiteral("key"), QLatin1String(reason)}});
}

QByteArray rsaAlgorithm()
{
    return QByteArray::fromHex("300d06092a864886f70d0101010500");
}

/// One block of PEM. Wiped when it goes.
struct Block {
    QByteArray label; ///< empty: base64 alone
    QByteArray dekInfo;
    QByteArray der;

    Block() = default;
    Block(Block &&) = default;
    Block &operator=(Block &&) = default;
    ~Block() { wipe(der); }
};

/// Lines "Name: value" in front of an empty line (RFC 1421), which only old private keys have.
void takeHeaders(QByteArrayView &body, Block &block)
{
    const QByteArrayView name("DEK-Info:");
    const qsizetype at = body.indexOf(name);
    if (at < 0) {
        return;
    }
    const qsizetype end = std::max(body.indexOf('\n', at), at);
    block.dekInfo =
        body.sliced(at + name.size(), std::max<qsizetype>(0, end - at - name.size())).toByteArray();
    body = body.sliced(end);
}

Result<Block> readBlock(const QByteArray &text)
{
    static const QByteArray kBegin = "-----BEGIN ";
    static const QByteArray kDashes = "-----";
    if (text.size() > kMostPem || text.trimmed().isEmpty()) {
        return refuse("format");
    }
    Block block;
    QByteArrayView body(text);
    const qsizetype begin = text.indexOf(kBegin);
    if (begin >= 0) {
        if (text.indexOf(kBegin, begin + 1) >= 0) {
            return refuse("several");
        }
        const qsizetype labelAt = begin + kBegin.size();
        const qsizetype labelEnd = text.indexOf(kDashes, labelAt);
        block.label = labelEnd < 0 ? QByteArray() : text.mid(labelAt, labelEnd - labelAt);
        const qsizetype end = text.indexOf("-----END " + block.label + kDashes, labelAt);
        if (block.label.isEmpty() || end < labelEnd + kDashes.size()) {
            return refuse("format");
        }
        body = body.sliced(labelEnd + kDashes.size(), end - labelEnd - kDashes.size());
        takeHeaders(body, block);
    }
    QByteArray base64;
    base64.reserve(body.size());
    std::copy_if(body.begin(), body.end(), std::back_inserter(base64),
                 [](char c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n'; });
    auto decoded = QByteArray::fromBase64Encoding(base64, QByteArray::AbortOnBase64DecodingErrors);
    wipe(base64);
    if (!decoded || decoded.decoded.isEmpty()) {
        return refuse("format");
    }
    block.der = std::move(decoded.decoded);
    return block;
}

/// PrivateKeyInfo around an RSAPrivateKey.
Result<OpeningKey> fromPkcs1(QByteArrayView der)
{
    QByteArray info =
        derElement(tag::kSequence, derUnsigned(0) + rsaAlgorithm() + derElement(tag::kOctetString, der));
    auto key = OpeningKey::fromPkcs8(info);
    wipe(info);
    return key;
}

/// What a wrong password has made of it in one of 256 cases is nothing that can be read.
Result<OpeningKey> blamePassword(Result<OpeningKey> key)
{
    const bool garbled = !key && key.error().fields.value(QStringLiteral("key")) == QLatin1String("format");
    return garbled ? Result<OpeningKey>(refuse("password")) : std::move(key);
}

SecretBytes passwordBytes(const QString &password)
{
    QByteArray utf8 = password.normalized(QString::NormalizationForm_C).toUtf8();
    SecretBytes bytes = SecretBytes::copyOf(utf8);
    wipe(utf8);
    return bytes;
}

bool startsWithSequences(QByteArrayView der)
{
    DerReader outer(der);
    return outer.enter(tag::kSequence).nextTag() == tag::kSequence;
}

Result<OpeningKey> readEncrypted(const Block &block, const QString &password)
{
    if (password.isEmpty()) {
        return refuse("password-needed");
    }
    const SecretBytes bytes = passwordBytes(password);
    if (!block.dekInfo.isEmpty()) {
        auto pkcs1 = openOldPassword(block.dekInfo, block.der, bytes.view());
        return pkcs1 ? blamePassword(fromPkcs1(pkcs1->view())) : propagate(pkcs1);
    }
    auto info = openPasswordBox(block.der, bytes.view());
    return info ? blamePassword(OpeningKey::fromPkcs8(info->view())) : propagate(info);
}

SecretBytes pemOf(const char *label, QByteArrayView der)
{
    QByteArray base64 = QByteArray::fromRawData(der.data(), der.size()).toBase64();
    QByteArray pem;
    pem.reserve(base64.size() * 2 + 128); // in one place, so that one place is wiped
    pem.append("-----BEGIN ").append(label).append("-----\n");
    for (qsizetype at = 0; at < base64.size(); at += kLine) {
        pem.append(QByteArrayView(base64).sliced(at, std::min(kLine, base64.size() - at))).append('\n');
    }
    pem.append("-----END ").append(label).append("-----\n");
    SecretBytes bytes = SecretBytes::copyOf(pem);
    wipe(base64);
    wipe(pem);
    return bytes;
}

} // namespace

Result<SealingKey> readPublicPem(const QByteArray &text)
{
    auto block = readBlock(text);
    if (!block) {
        return propagate(block);
    }
    if (block->label == "RSA PUBLIC KEY") {
        return SealingKey::fromSpki(
            derElement(tag::kSequence, rsaAlgorithm() + derElement(tag::kBitString, '\0' + block->der)));
    }
    if (!block->label.isEmpty() && block->label != "PUBLIC KEY") {
        return refuse("format");
    }
    return SealingKey::fromSpki(block->der);
}

Result<OpeningKey> readPrivatePem(const QByteArray &text, const QString &password)
{
    auto block = readBlock(text);
    if (!block) {
        return propagate(block);
    }
    const bool bare = block->label.isEmpty();
    if (block->label == "ENCRYPTED PRIVATE KEY" || (bare && startsWithSequences(block->der))) {
        return readEncrypted(*block, password);
    }
    if (block->label == "RSA PRIVATE KEY") {
        return block->dekInfo.isEmpty() ? fromPkcs1(block->der) : readEncrypted(*block, password);
    }
    if (!bare && block->label != "PRIVATE KEY") {
        return refuse("format");
    }
    auto key = OpeningKey::fromPkcs8(block->der);
    return key || !bare ? std::move(key) : fromPkcs1(block->der);
}

QByteArray writePublicPem(const SealingKey &key)
{
    return pemOf("PUBLIC KEY", key.spki()).view().toByteArray();
}

Result<SecretBytes> writePrivatePem(const OpeningKey &key, const QString &password)
{
    auto info = key.toPkcs8();
    if (!info) {
        return propagate(info);
    }
    if (password.isEmpty()) {
        return pemOf("PRIVATE KEY", info->view());
    }
    auto box = makePasswordBox(*info, passwordBytes(password).view(), kExportRounds);
    return box ? Result<SecretBytes>(pemOf("ENCRYPTED PRIVATE KEY", *box)) : propagate(box);
}

} // namespace common
