// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/totp.h"

#include <QUrl>
#include <QtEndian>

#include <array>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace common
{

qint64 totpStepAt(qint64 unixMs)
{
    return unixMs / (qint64{kTotpSeconds} * 1000);
}

QString totpCode(const QByteArray &seed, qint64 step, int digits)
{
    std::array<unsigned char, 8> counter{};
    qToBigEndian(static_cast<quint64>(step), counter.data());
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned int length = 0;
    if (HMAC(EVP_sha1(), seed.constData(), static_cast<int>(seed.size()), counter.data(), counter.size(),
             mac.data(), &length) == nullptr ||
        length != 20) {
        return {};
    }
    // Dynamic truncation, RFC 4226 section 5.3: the last nibble says where 31 bits are taken from.
    const std::size_t offset = mac[length - 1] & 0x0fu;
    const quint32 number = qFromBigEndian<quint32>(&mac[offset]) & 0x7fffffffu;
    quint32 limit = 1;
    for (int i = 0; i < digits; ++i) {
        limit *= 10;
    }
    return QString::number(number % limit).rightJustified(digits, QLatin1Char('0'));
}

QString base32(const QByteArray &bytes)
{
    static const char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    QString text;
    quint32 kept = 0;
    int bits = 0;
    for (const char byte : bytes) {
        kept = (kept << 8) | static_cast<unsigned char>(byte);
        for (bits += 8; bits >= 5; bits -= 5) {
            text += QLatin1Char(kAlphabet[(kept >> (bits - 5)) & 31u]);
        }
        kept &= (1u << bits) - 1u;
    }
    if (bits > 0) {
        text += QLatin1Char(kAlphabet[(kept << (5 - bits)) & 31u]);
    }
    return text;
}

QString totpUri(const QByteArray &seed, const QString &issuer, const QString &account)
{
    const auto escaped = [](const QString &text) {
        return QString::fromLatin1(QUrl::toPercentEncoding(text));
    };
    return QStringLiteral("otpauth://totp/%1:%2?secret=%3&issuer=%1&algorithm=SHA1&digits=%4&period=%5")
        .arg(escaped(issuer), escaped(account), base32(seed), QString::number(kTotpDigits),
             QString::number(kTotpSeconds));
}

} // namespace common
