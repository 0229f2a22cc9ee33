// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/secondstepcodes.h"

#include "common/crypto/loginkeys.h"
#include "common/crypto/random.h"
#include "common/crypto/totp.h"

namespace recorder
{

namespace
{

using common::Result;

constexpr qsizetype kSeedSize = 20; ///< of the MAC, as RFC 4226 section 4 recommends
constexpr qsizetype kPepperSize = 32;
constexpr int kRecoveryCodes = 10;
constexpr int kRecoveryLetters = 10;
constexpr qint64 kTriesMs = 5 * 60 * 1000;
constexpr qsizetype kTries = 5;
/// No i, l, o and u.
constexpr char kAlphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

Result<QByteArray> randomBytes(qsizetype size)
{
    QByteArray bytes(size, '\0');
    if (common::Status filled = common::fillRandom(
            std::as_writable_bytes(std::span(bytes.data(), static_cast<std::size_t>(size))));
        !filled) {
        return common::propagate(filled);
    }
    return bytes;
}

QByteArray contextOf(const common::UserId &user)
{
    return QByteArrayLiteral("second-step:") + user.uuid().toRfc4122();
}

/// As people type it: any case, with or without hyphen and blanks, 0 and 1 for the letters that look so.
QByteArray plainRecoveryCode(const QString &code)
{
    QByteArray plain;
    for (const QChar c : code.left(100).toLower()) {
        if (c == QLatin1Char('-') || c.isSpace()) {
            continue;
        }
        plain += c == QLatin1Char('o')                            ? '0'
                 : c == QLatin1Char('i') || c == QLatin1Char('l') ? '1'
                                                                  : c.toLatin1();
    }
    return plain;
}

/// In the same time wherever they differ.
bool same(const QString &a, const QString &b)
{
    uint different = a.size() == b.size() ? 0u : 1u;
    for (qsizetype i = 0; i < std::min(a.size(), b.size()); ++i) {
        different |= static_cast<uint>(a[i].unicode() ^ b[i].unicode());
    }
    return different == 0;
}

} // namespace

Result<SecondStepSecret> makeSecondStepSecret()
{
    auto bytes = randomBytes(kSeedSize + kPepperSize);
    if (!bytes) {
        return common::propagate(bytes);
    }
    return SecondStepSecret{bytes->left(kSeedSize), bytes->mid(kSeedSize)};
}

Result<QByteArray> sealed(const common::HostKey &key, const common::UserId &user,
                          const SecondStepSecret &secret)
{
    return key.seal(secret.seed + secret.pepper, contextOf(user));
}

Result<SecondStepSecret> unsealed(const common::HostKey &key, const common::UserId &user,
                                  const QByteArray &sealed)
{
    auto bytes = key.unseal(sealed, contextOf(user));
    if (!bytes || bytes->size() != kSeedSize + kPepperSize) {
        return common::fail(common::ErrorCode::Internal,
                            QStringLiteral("the second step of user %1 was not sealed by this host's key")
                                .arg(user.toString()));
    }
    return SecondStepSecret{bytes->left(kSeedSize), bytes->mid(kSeedSize)};
}

Result<QStringList> makeRecoveryCodes()
{
    auto bytes = randomBytes(qsizetype{kRecoveryCodes} * kRecoveryLetters);
    if (!bytes) {
        return common::propagate(bytes);
    }
    QStringList codes;
    for (int i = 0; i < kRecoveryCodes; ++i) {
        QString code;
        for (int letter = 0; letter < kRecoveryLetters; ++letter) {
            code += QLatin1Char(kAlphabet[bytes->at(i * kRecoveryLetters + letter) & 31]);
        }
        codes.append(code.insert(kRecoveryLetters / 2, QLatin1Char('-')));
    }
    return codes;
}

QByteArray recoveryHash(const SecondStepSecret &secret, const QString &code)
{
    return common::hmacSha256(secret.pepper, plainRecoveryCode(code));
}

QList<qint64> recentWrong(const QList<qint64> &wrongMs, qint64 nowMs)
{
    QList<qint64> recent;
    for (const qint64 ms : wrongMs) {
        if (ms > nowMs - kTriesMs && ms <= nowMs) { // a clock that was set back must not lock anybody out
            recent.append(ms);
        }
    }
    return recent;
}

common::Status checkTries(const StoredSecondStep &step, qint64 nowMs)
{
    const QList<qint64> recent = recentWrong(step.wrongMs, nowMs);
    if (recent.size() < kTries) {
        return {};
    }
    const qint64 wait = recent.at(recent.size() - kTries) + kTriesMs - nowMs;
    return common::fail(common::ErrorCode::Unavailable, QStringLiteral("wait before the next code"),
                        {{QStringLiteral("reason"), QStringLiteral("throttled")},
                         {QStringLiteral("retry_after_ms"), QString::number(wait)}});
}

bool takeTotp(StoredSecondStep &step, const SecondStepSecret &secret, const QString &code, qint64 nowMs)
{
    QString digits = code.left(100);
    digits.remove(QLatin1Char(' '));
    const qint64 now = common::totpStepAt(nowMs);
    // No code of a later step is good now: the clock was set back, and that must not lock anybody out.
    const qint64 last = step.lastStep > now + 1 ? 0 : step.lastStep;
    std::optional<qint64> used;
    for (qint64 at = now - 1; at <= now + 1; ++at) {
        const QString right = common::totpCode(secret.seed, at);
        if (!right.isEmpty() && same(right, digits) && at > last) {
            used = at;
        }
    }
    step.lastStep = used.value_or(step.lastStep);
    return used.has_value();
}

} // namespace recorder
