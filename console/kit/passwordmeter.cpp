// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/passwordmeter.h"

#include "console/kit/spacing.h"
#include "console/kit/theme.h"

#include <QPainter>
#include <QStyle>

namespace console
{

namespace
{
using common::PasswordStrength;
using common::StrengthHint;

constexpr int kBlocks = 4;
constexpr int kBlockWidth = 28;

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

PasswordMeter::PasswordMeter(QWidget *parent)
    : QWidget(parent)
{
    setStrength({});
}

void PasswordMeter::setStrength(const common::PasswordStrength &strength)
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
