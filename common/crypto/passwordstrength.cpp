// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/passwordstrength.h"

#include <QList>

#include <vector>
#include <zxcvbn.h>

namespace common
{

namespace
{
constexpr qsizetype kLongest =
    100; // its time grows with the square of the length; longer ones are strong anyway
constexpr double kWeakBits = 20;
constexpr double kFairBits = 35;
constexpr double kStrongBits = 50;

StrengthHint hintOf(int type)
{
    switch (type & ~MULTIPLE_MATCH) {
    case DICTIONARY_MATCH:
    case DICT_LEET_MATCH: return StrengthHint::CommonWord;
    case USER_MATCH:
    case USER_LEET_MATCH: return StrengthHint::Personal;
    case REPEATS_MATCH: return StrengthHint::Repeat;
    case SEQUENCE_MATCH: return StrengthHint::Sequence;
    case SPATIAL_MATCH: return StrengthHint::KeyboardRow;
    case DATE_MATCH:
    case YEAR_MATCH: return StrengthHint::Date;
    default: return StrengthHint::None;
    }
}
} // namespace

PasswordStrength strengthOf(const QString &password, const QStringList &personal)
{
    PasswordStrength strength;
    if (password.isEmpty()) {
        return strength;
    }
    QList<QByteArray> words;
    for (const QString &word : personal) {
        if (!word.isEmpty()) {
            words.append(word.toLower().toUtf8());
        }
    }
    std::vector<const char *> dictionary;
    for (const QByteArray &word : std::as_const(words)) {
        dictionary.push_back(word.constData());
    }
    dictionary.push_back(nullptr);
    ZxcMatch_t *matches = nullptr;
    strength.bits = ZxcvbnMatch(password.left(kLongest).toUtf8().constData(), dictionary.data(), &matches);
    int longest = 0;
    for (const ZxcMatch_t *match = matches; match != nullptr; match = match->Next) {
        const StrengthHint hint = hintOf(static_cast<int>(match->Type));
        if (hint != StrengthHint::None && match->Length > longest) {
            longest = match->Length;
            strength.hint = hint;
        }
    }
    ZxcvbnFreeInfo(matches);
    strength.level = strength.bits < kWeakBits     ? 1
                     : strength.bits < kFairBits   ? 2
                     : strength.bits < kStrongBits ? 3
                                                   : 4;
    return strength;
}

} // namespace common
