// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace common
{

enum class StrengthHint { None, CommonWord, Sequence, Repeat, KeyboardRow, Date, Personal };

/// 0 = empty, 1 very weak … 4 strong.
struct PasswordStrength {
    int level = 0;
    double bits = 0; ///< log2 of the guesses that an attacker needs
    StrengthHint hint = StrengthHint::None;
};

/// How hard a password is to guess (zxcvbn, whose dictionary holds the passwords and words that are tried
/// first). `personal`: words that an attacker would try first (login, name). Some milliseconds; any thread.
PasswordStrength strengthOf(const QString &password, const QStringList &personal);

} // namespace common
