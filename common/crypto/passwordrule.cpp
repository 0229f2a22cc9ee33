// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/passwordrule.h"

#include "common/crypto/passwordstrength.h"

namespace common
{

namespace
{
Status refuse(const QString &why, const char *reason)
{
    return fail(ErrorCode::Invalid, why, {{QStringLiteral("password"), QString::fromLatin1(reason)}});
}
} // namespace

int PasswordRule::leastLength() const
{
    return secondStep ? kLeastBesideSecondStep : kLeastPasswordLength;
}

Status checkPassword(const QString &password, const PasswordRule &rule)
{
    const QString composed = password.normalized(QString::NormalizationForm_C);
    const auto length = composed.toUcs4().size();
    if (length < rule.leastLength()) {
        return refuse(QStringLiteral("the password must have at least %1 characters").arg(rule.leastLength()),
                      "short");
    }
    if (length > kMostPasswordLength) {
        return refuse(QStringLiteral("the password must have at most %1 characters").arg(kMostPasswordLength),
                      "long");
    }
    if (strengthOf(composed, rule.personal).bits < kLeastPasswordBits) {
        return refuse(QStringLiteral("the password is one of the first that are tried: take several unusual "
                                     "words"),
                      "guessable");
    }
    return {};
}

} // namespace common
