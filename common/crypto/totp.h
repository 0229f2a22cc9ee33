// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace common
{

/// One-time passwords by time: HOTP (RFC 4226) with SHA-1 over the number of 30-second steps since 1970 (RFC
/// 6238). SHA-1, six digits and 30 s are what every authenticator app does without being asked.
constexpr int kTotpSeconds = 30;
constexpr int kTotpDigits = 6;

/// The step that a moment lies in.
qint64 totpStepAt(qint64 unixMs);
/// With leading zeros. Empty when OpenSSL failed.
QString totpCode(const QByteArray &seed, qint64 step, int digits = kTotpDigits);

/// RFC 4648 base 32, upper case, without padding.
QString base32(const QByteArray &bytes);
/// What an authenticator's QR code holds.
QString totpUri(const QByteArray &seed, const QString &issuer, const QString &account);

} // namespace common
