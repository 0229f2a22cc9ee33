// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/cryptoattribute.h"

#include "recorder/signalling/numbers.h"

#include <algorithm>
#include <array>

namespace recorder
{

namespace
{
constexpr int kMaxTag = 999'999'999; // RFC 4568 section 9.1: up to nine digits
constexpr qsizetype kMaxKeyLength = 256;
constexpr int kMaxMkiLength = 128;
constexpr QByteArrayView kInline = "inline:";

struct Suite {
    const char *name;
    int keyLength;
};
// RFC 4568 section 6.2, RFC 6188 section 4 (and how many senders spell it), RFC 7714 section 14.2: key plus
// salt.
constexpr std::array kSuites{
    Suite{"AES_CM_128_HMAC_SHA1_80", 30}, Suite{"AES_CM_128_HMAC_SHA1_32", 30},
    Suite{"F8_128_HMAC_SHA1_80", 30},     Suite{"AES_192_CM_HMAC_SHA1_80", 38},
    Suite{"AES_192_CM_HMAC_SHA1_32", 38}, Suite{"AES_256_CM_HMAC_SHA1_80", 46},
    Suite{"AES_256_CM_HMAC_SHA1_32", 46}, Suite{"AES_CM_256_HMAC_SHA1_80", 46},
    Suite{"AES_CM_256_HMAC_SHA1_32", 46}, Suite{"AEAD_AES_128_GCM", 28},
    Suite{"AEAD_AES_256_GCM", 44},
};

bool isSuiteName(QByteArrayView text)
{
    return !text.isEmpty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-';
    });
}

bool isPrintable(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// "1:4" -> the number 1 in 4 bytes, most significant first.
std::optional<QByteArray> readMki(QByteArrayView text)
{
    const qsizetype colon = text.indexOf(':');
    if (colon < 0) {
        return {};
    }
    const std::optional<quint64> number = readNumber<quint64>(text.first(colon), 0, ~quint64{0});
    const std::optional<int> length = readNumber<int>(text.sliced(colon + 1), 1, kMaxMkiLength);
    if (!number || !length || (*length < 8 && (*number >> (8 * *length)) != 0)) {
        return {};
    }
    QByteArray mki(*length, '\0');
    quint64 left = *number;
    for (qsizetype i = mki.size() - 1; i >= 0 && left != 0; --i, left >>= 8) {
        mki[i] = static_cast<char>(left & 0xff);
    }
    return mki;
}

QByteArray mkiText(const QByteArray &mki)
{
    quint64 number = 0;
    for (const char byte : mki) {
        number = (number << 8) | static_cast<quint8>(byte);
    }
    return QByteArray::number(number) + ':' + QByteArray::number(mki.size());
}

std::optional<QByteArray> readKey(QByteArrayView text)
{
    QByteArray padded = text.toByteArray();
    while (padded.size() % 4 != 0) {
        padded.append('=');
    }
    auto decoded = QByteArray::fromBase64Encoding(padded, QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || decoded.decoded.isEmpty() || decoded.decoded.size() > kMaxKeyLength) {
        return {};
    }
    return std::move(decoded.decoded);
}
} // namespace

int cryptoKeyLength(QByteArrayView suite)
{
    const auto found = std::find_if(kSuites.begin(), kSuites.end(),
                                    [suite](const Suite &known) { return suite == known.name; });
    return found == kSuites.end() ? 0 : found->keyLength;
}

std::optional<CryptoAttribute> readCrypto(QByteArrayView value)
{
    CryptoAttribute crypto;
    value = value.trimmed();
    const qsizetype tagEnd = value.indexOf(' ');
    const qsizetype suiteEnd = tagEnd < 0 ? -1 : value.indexOf(' ', tagEnd + 1);
    if (suiteEnd < 0 || !isPrintable(value)) {
        return {};
    }
    const std::optional<int> tag = readNumber<int>(value.first(tagEnd), 0, kMaxTag);
    const QByteArrayView suite = value.sliced(tagEnd + 1, suiteEnd - tagEnd - 1);
    QByteArrayView keys = value.sliced(suiteEnd + 1).trimmed();
    if (!tag || !isSuiteName(suite) || keys.size() < kInline.size() ||
        keys.first(kInline.size()).compare(kInline, Qt::CaseInsensitive) != 0) {
        return {};
    }
    crypto.tag = *tag;
    crypto.suite = suite.toByteArray().toUpper();
    keys = keys.sliced(kInline.size());
    const qsizetype space = keys.indexOf(' ');
    const QByteArrayView session = space < 0 ? QByteArrayView() : keys.sliced(space).trimmed();
    QByteArrayView parameters = space < 0 ? keys : keys.first(space);
    if (const qsizetype second = parameters.indexOf(';'); second >= 0) {
        parameters =
            parameters.first(second); // more keys are for key changes by MKI, the first one is in use
    }
    const QList<QByteArray> fields = parameters.toByteArray().split('|');
    const std::optional<QByteArray> key = readKey(fields.first());
    const int expected = cryptoKeyLength(crypto.suite);
    if (!key || (expected != 0 && key->size() != expected)) {
        return {};
    }
    crypto.key = *key;
    for (const QByteArray &field : fields.sliced(1)) {
        if (field.contains(':')) {
            crypto.mki = readMki(field);
        } else if (!field.isEmpty()) {
            crypto.rest = '|' + field;
        }
    }
    if (!session.isEmpty()) {
        crypto.rest += ' ' + session.toByteArray();
    }
    return crypto;
}

QByteArray writeCrypto(const CryptoAttribute &crypto)
{
    const qsizetype space = crypto.rest.indexOf(' ');
    const QByteArray lifetime = space < 0 ? crypto.rest : crypto.rest.left(space);
    const QByteArray session = space < 0 ? QByteArray() : crypto.rest.mid(space);
    QByteArray text = QByteArray::number(crypto.tag) + ' ' + crypto.suite + ' ' + kInline.toByteArray() +
                      crypto.key.toBase64() + lifetime;
    if (crypto.mki) {
        text += '|' + mkiText(*crypto.mki);
    }
    return text + session;
}

} // namespace recorder
