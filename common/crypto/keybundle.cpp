// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/keybundle.h"

#include "common/crypto/aesgcm.h"
#include "common/crypto/hkdf.h"
#include "common/crypto/loginkeys.h"
#include "common/crypto/random.h"
#include "common/crypto/sha256.h"
#include "common/crypto/statement.h"

#include <array>
#include <cstring>

namespace common
{

namespace
{

constexpr quint8 kVersion = 1;
constexpr std::size_t kSigningSize = SigningKey::kKeySize;

tl::unexpected<Error> refuse(const char *field, const char *reason)
{
    return fail(ErrorCode::Invalid, QStringLiteral("%1: %2").arg(QLatin1String(field), QLatin1String(reason)),
                {{QLatin1String(field), QLatin1String(reason)}});
}

QByteArray recordStatement(const KeyRecord &record)
{
    return Statement("key-record")
        .add("owner", record.owner)
        .add("key", record.spki)
        .add("signing-key", record.signingKey)
        .add("created", record.createdMs)
        .bytes();
}

QByteArray boundTo(const QUuid &owner, const QByteArray &fingerprint, BundleWrap wrap)
{
    return Statement(wrap == BundleWrap::Password ? "bundle-password" : "bundle-recovery")
        .add("owner", owner)
        .add("key", fingerprint)
        .bytes();
}

std::span<const std::byte> asBytes(QByteArrayView view)
{
    return std::as_bytes(std::span(view.data(), static_cast<std::size_t>(view.size())));
}

// Crockford's base 32.
const QByteArray &alphabet()
{
    static const QByteArray kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    return kAlphabet;
}
constexpr std::size_t kCodeBytes = 20;
constexpr qsizetype kCodeLetters = 32;

} // namespace

Result<KeyBundle> KeyBundle::generate(const Qca &qca, int bits)
{
    auto opening = OpeningKey::generate(qca, bits);
    return opening ? around(std::move(*opening)) : propagate(opening);
}

Result<KeyBundle> KeyBundle::around(OpeningKey opening)
{
    auto signing = SigningKey::generate();
    return signing ? Result<KeyBundle>(KeyBundle{std::move(opening), std::move(*signing)})
                   : propagate(signing);
}

/// version (1), Ed25519 secret (32), PrivateKeyInfo (the rest)
Result<SecretBytes> KeyBundle::encode() const
{
    auto rsa = opening.toPkcs8();
    if (!rsa) {
        return propagate(rsa);
    }
    QByteArray secret = signing.secret();
    SecretBytes bytes(1 + kSigningSize + rsa->size());
    if (bytes.isEmpty() || secret.size() != qsizetype(kSigningSize)) {
        wipe(secret);
        return fail(ErrorCode::Unavailable, QStringLiteral("key bundle: no memory"));
    }
    bytes.data()[0] = kVersion;
    std::memcpy(bytes.data() + 1, secret.constData(), kSigningSize);
    std::memcpy(bytes.data() + 1 + kSigningSize, rsa->data(), rsa->size());
    wipe(secret);
    return bytes;
}

Result<KeyBundle> KeyBundle::decode(QByteArrayView bytes)
{
    constexpr qsizetype kRsaAt = 1 + qsizetype(kSigningSize);
    if (bytes.size() <= kRsaAt || static_cast<quint8>(bytes[0]) != kVersion) {
        return refuse("bundle", "format");
    }
    auto signing = SigningKey::fromSecret(bytes.sliced(1, kSigningSize));
    auto opening = OpeningKey::fromPkcs8(bytes.sliced(kRsaAt));
    if (!signing || !opening) {
        return refuse("bundle", "format");
    }
    return KeyBundle{std::move(*opening), std::move(*signing)};
}

QByteArray KeyRecord::fingerprint() const
{
    return sha256(spki);
}

QByteArray KeyRecord::identity() const
{
    return sha256(Statement("identity").add("key", spki).add("signing-key", signingKey).bytes());
}

Result<KeyRecord> makeKeyRecord(const KeyBundle &bundle, const QUuid &owner, qint64 createdMs)
{
    return makeKeyRecord(bundle.opening.publicKey(), bundle.signing, owner, createdMs);
}

Result<KeyRecord> makeKeyRecord(const SealingKey &key, const SigningKey &signing, const QUuid &owner,
                                qint64 createdMs)
{
    KeyRecord record{owner, key.spki(), signing.publicKey(), createdMs, {}};
    auto signature = signing.sign(recordStatement(record));
    if (!signature) {
        return propagate(signature);
    }
    record.signature = *signature;
    return record;
}

Result<SealingKey> checkKeyRecord(const KeyRecord &record)
{
    auto key = SealingKey::fromSpki(record.spki);
    if (!key) {
        return key;
    }
    // Another encoding of the same key would have another fingerprint.
    if (record.owner.isNull() || key->spki() != record.spki) {
        return refuse("record", "format");
    }
    if (!verifySignature(record.signingKey, recordStatement(record), record.signature)) {
        return refuse("record", "signature");
    }
    return key;
}

bool isBundleOf(const KeyBundle &bundle, const KeyRecord &record)
{
    return bundle.opening.publicKey().spki() == record.spki &&
           bundle.signing.publicKey() == record.signingKey;
}

QString keyWords(QByteArrayView identity)
{
    constexpr int kWords = 6;
    static const QByteArray kConsonants = "bdfghjklmnprstvz";
    static const QByteArray kVowels = "aiou";
    QString words;
    for (qsizetype i = 0; i < kWords && 2 * i + 1 < identity.size(); ++i) {
        const int bits = static_cast<quint8>(identity[2 * i]) << 8 | static_cast<quint8>(identity[2 * i + 1]);
        const std::array<char, 5> word{kConsonants[bits >> 12 & 15], kVowels[bits >> 10 & 3],
                                       kConsonants[bits >> 6 & 15], kVowels[bits >> 4 & 3],
                                       kConsonants[bits & 15]};
        words += (i > 0 ? QStringLiteral(" ") : QString()) + QString::fromLatin1(word.data(), word.size());
    }
    return words;
}

/// version (1), nonce (12), ciphertext, tag (16)
Result<QByteArray> sealBundle(const KeyBundle &bundle, const SecretBytes &kek, const QUuid &owner,
                              BundleWrap wrap)
{
    const auto plain = bundle.encode();
    if (!plain || kek.size() != AesGcm::kKeySize) {
        return fail(ErrorCode::Internal, QStringLiteral("key bundle: it cannot be sealed"));
    }
    AesGcm::Nonce nonce{};
    if (Status filled = fillRandom(nonce); !filled) {
        return propagate(filled);
    }
    auto cipher = AesGcm::create(kek.bytes().first<AesGcm::kKeySize>(), AesGcm::Direction::Seal);
    const QByteArray aad = boundTo(owner, bundle.opening.publicKey().fingerprint(), wrap);
    constexpr std::size_t kHead = 1 + AesGcm::kNonceSize;
    QByteArray sealed(static_cast<qsizetype>(kHead + plain->size() + AesGcm::kTagSize), '\0');
    auto *out = reinterpret_cast<std::byte *>(sealed.data());
    out[0] = std::byte{kVersion};
    std::memcpy(out + 1, nonce.data(), nonce.size());
    if (!cipher || !cipher->seal(nonce, asBytes(aad), plain->bytes(), out + kHead,
                                 std::span<std::byte, AesGcm::kTagSize>(out + kHead + plain->size(),
                                                                        AesGcm::kTagSize))) {
        return fail(ErrorCode::Internal, QStringLiteral("key bundle: sealing failed"));
    }
    return sealed;
}

Result<KeyBundle> openBundle(QByteArrayView sealed, const SecretBytes &kek, const KeyRecord &record,
                             BundleWrap wrap)
{
    constexpr std::size_t kHead = 1 + AesGcm::kNonceSize;
    constexpr std::size_t kLeast = kHead + AesGcm::kTagSize;
    constexpr qsizetype kMost = 32 * 1024;
    const auto size = static_cast<std::size_t>(sealed.size());
    if (size <= kLeast || sealed.size() > kMost || static_cast<quint8>(sealed[0]) != kVersion ||
        kek.size() != AesGcm::kKeySize) {
        return refuse("bundle", "format");
    }
    auto cipher = AesGcm::create(kek.bytes().first<AesGcm::kKeySize>(), AesGcm::Direction::Open);
    SecretBytes plain(size - kLeast);
    AesGcm::Nonce nonce{};
    std::memcpy(nonce.data(), sealed.data() + 1, nonce.size());
    const auto bytes = asBytes(sealed);
    const QByteArray aad = boundTo(record.owner, record.fingerprint(), wrap);
    if (!cipher || plain.isEmpty() ||
        !cipher->open(nonce, asBytes(aad), bytes.subspan(kHead, plain.size()), bytes.last<AesGcm::kTagSize>(),
                      plain.bytes().data())) {
        return refuse("bundle", "key");
    }
    auto bundle = KeyBundle::decode(plain.view());
    return bundle && !isBundleOf(*bundle, record) ? Result<KeyBundle>(refuse("bundle", "format"))
                                                  : std::move(bundle);
}

Result<QString> makeRecoveryCode()
{
    std::array<std::byte, kCodeBytes> random{};
    if (Status filled = fillRandom(random); !filled) {
        return propagate(filled);
    }
    QString code;
    quint32 held = 0;
    int bits = 0;
    for (const std::byte byte : random) {
        held = held << 8 | std::to_integer<quint32>(byte);
        for (bits += 8; bits >= 5; bits -= 5) {
            code += QLatin1Char(alphabet()[static_cast<qsizetype>(held >> (bits - 5) & 31)]);
            if (code.size() % 5 == 4 && code.size() < kCodeLetters + kCodeLetters / 4 - 1) {
                code += u'-';
            }
        }
    }
    return code;
}

Result<SecretBytes> recoveryKek(const QString &code, const QUuid &owner)
{
    QByteArray letters;
    for (const QChar c : code.toUpper()) {
        const char letter = c == u'O' ? '0' : c == u'I' || c == u'L' ? '1' : c.toLatin1();
        if (alphabet().contains(letter)) {
            letters += letter;
        } else if (c != u'-' && !c.isSpace()) {
            return refuse("code", "format");
        }
    }
    if (letters.size() != kCodeLetters) {
        return refuse("code", "format");
    }
    // The letters themselves, not their bits: each code has one form here.
    auto kek = hkdfSha256(letters, "earshot/recovery/v1" + owner.toByteArray(QUuid::WithoutBraces));
    wipe(letters);
    return kek;
}

} // namespace common
