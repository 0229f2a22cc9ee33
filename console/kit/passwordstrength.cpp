// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/passwordstrength.h"

#include "console/kit/spacing.h"
#include "console/kit/theme.h"

#include <QPainter>
#include <QStyle>
#include <zxcvbn.h>

#include <vector>

namespace console
{

namespace
{
constexpr qsizetype kLongest =
    100; // its time grows with the square of the length; longer ones are strong anyway
constexpr double kWeakBits = 20;
constexpr double kFairBits = 35;
constexpr double kStrongBits = 50;
constexpr int kBlocks = 4;
constexpr int kBlockWidth = 28;

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

QString wordsOf(StrengthHint hint)
{
    switch (hint) {
    case StrengthHint::CommonWord: return PasswordMeter::tr("Common words are tried first.");
    case StrengthHint::Personal: return PasswordMeter::tr("Your own name or login is tried first.");
    case StrengthHint::Repeat: return PasswordMeter::tr("Repeating adds little.");
    case StrengthHint::Sequence: return PasswordMeter::tr("Sequences like abc or 123 are tried first.");
    case StrengthHint::KeyboardRow: return PasswordMeter::tr("Rows of keys are tried first.");
    case StrengthHint::Date: return PasswordMeter::tr("Dates and years are tried first.");
    case StrengthHint::None: break;
    }
    return PasswordMeter::tr("Add more words.");
}

QString wordOf(int level)
{
    switch (level) {
    case 1: return PasswordMeter::tr("Very weak");
    case 2: return PasswordMeter::tr("Weak");
    case 3: return PasswordMeter::tr("Fair");
    case 4: return PasswordMeter::tr("Strong");
    default: return {};
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

PasswordMeter::PasswordMeter(QWidget *parent)
    : QWidget(parent)
{
    setStrength({});
}

void PasswordMeter::setStrength(const PasswordStrength &strength)
{
    m_strength = strength;
    m_text = strength.level == 0   ? QString()
             : strength.level >= 3 ? wordOf(strength.level)
                                   : tr("%1. %2").arg(wordOf(strength.level), wordsOf(strength.hint));
    setAccessibleName(tr("Strength"));
    setAccessibleDescription(m_text);
    update();
}

QSize PasswordMeter::sizeHint() const
{
    return {kBlocks * (kBlockWidth + kUnit) + fontMetrics().averageCharWidth() * 40,
            fontMetrics().height() + 2 * kUnit};
}

void PasswordMeter::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const StatusRole role = m_strength.level >= 4   ? StatusRole::Good
                            : m_strength.level == 3 ? StatusRole::Pending
                                                    : StatusRole::Failed;
    for (int block = 0; block < kBlocks; ++block) {
        QRect rect(block * (kBlockWidth + kUnit), (height() - 2 * kUnit) / 2, kBlockWidth, 2 * kUnit);
        rect = QStyle::visualRect(layoutDirection(), this->rect(), rect);
        painter.setPen(themeColor(ColorRole::Border, palette()));
        painter.setBrush(block < m_strength.level ? QBrush(statusColor(role, palette())) : QBrush());
        painter.drawRect(rect.adjusted(0, 0, -1, -1));
    }
    painter.setPen(palette().color(QPalette::WindowText));
    QRect text = rect().adjusted(kBlocks * (kBlockWidth + kUnit) + kUnit, 0, 0, 0);
    text = QStyle::visualRect(layoutDirection(), rect(), text);
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeading, m_text);
}

} // namespace console
