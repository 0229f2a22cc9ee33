// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QString>
#include <QStringList>

namespace common
{

/// What a password that somebody chooses must be (NIST SP 800-63B-4, 3.1.1.2): long enough, and none of those
/// that are tried first; no rules about signs and digits. Lengths are counted in characters.
///
/// The recorder never sees a password, so it is the client that holds to the rule: each one that lets
/// somebody choose, and once more the console when somebody signs in.
struct PasswordRule {
    bool secondStep = false; ///< 2-step verification is on for him, or demanded of him before anything else
    QStringList personal{};  ///< what is tried first against him: login, name, tenant

    int leastLength() const;
};

constexpr int kLeastPasswordLength = 15;
constexpr int kLeastBesideSecondStep = 8;
constexpr int kMostPasswordLength = 1000;
/// Passwords that fewer guesses find are refused: what is used often, the user's own name, repetitions, rows
/// of keys. A million, as log2.
constexpr double kLeastPasswordBits = 20;

/// Invalid (fields: password = short | long | guessable). Some milliseconds; any thread.
Status checkPassword(const QString &password, const PasswordRule &rule = {});

} // namespace common
