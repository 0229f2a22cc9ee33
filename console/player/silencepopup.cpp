// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/silencepopup.h"

#include "console/kit/popupplace.h"
#include "console/kit/spacing.h"

#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QSignalBlocker>
#include <QSpinBox>

#include <cmath>

namespace console
{

SilencePopup::SilencePopup(Playback &playback, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_playback(playback)
    , m_level(new QSpinBox)
    , m_minimum(new QDoubleSpinBox)
    , m_keep(new QSpinBox)
{
    setObjectName(QStringLiteral("silencePopup"));
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("What counts as silence"));
    m_level->setObjectName(QStringLiteral("silenceLevel"));
    m_level->setRange(-70, -20);
    m_level->setSuffix(tr(" dB", "unit after a number"));
    m_minimum->setObjectName(QStringLiteral("silenceMinimum"));
    m_minimum->setRange(0.6, 30);
    m_minimum->setSingleStep(0.5);
    m_minimum->setDecimals(1);
    m_minimum->setSuffix(tr(" s", "unit after a number"));
    m_keep->setObjectName(QStringLiteral("silenceKeep"));
    m_keep->setRange(0, 1000);
    m_keep->setSingleStep(50);
    m_keep->setSuffix(tr(" ms", "unit after a number"));
    auto *form = new QFormLayout(this);
    form->setContentsMargins(kGap, kGap, kGap, kGap);
    form->addRow(tr("Quieter than:"), m_level);
    form->addRow(tr("For at least:"), m_minimum);
    form->addRow(tr("Keep at each end:"), m_keep);
    connect(m_level, &QSpinBox::valueChanged, this, &SilencePopup::apply);
    connect(m_minimum, &QDoubleSpinBox::valueChanged, this, &SilencePopup::apply);
    connect(m_keep, &QSpinBox::valueChanged, this, &SilencePopup::apply);
    connect(&m_playback, &Playback::controlsChanged, this, &SilencePopup::follow);
    follow();
}

void SilencePopup::openBelow(QWidget *button)
{
    showBelow(*this, *button);
    m_level->setFocus(Qt::PopupFocusReason);
}

void SilencePopup::follow()
{
    const SilenceRule rule = m_playback.silenceRule();
    const QSignalBlocker blockers[] = {QSignalBlocker(m_level), QSignalBlocker(m_minimum),
                                       QSignalBlocker(m_keep)};
    m_level->setValue(static_cast<int>(std::lround(rule.levelDb)));
    m_minimum->setValue(static_cast<double>(rule.minimum.count()) / 1000);
    m_keep->setValue(static_cast<int>(rule.keep.count()));
}

void SilencePopup::apply()
{
    SilenceRule rule = m_playback.silenceRule();
    rule.levelDb = m_level->value();
    rule.minimum = Ms(std::llround(m_minimum->value() * 1000));
    // Two ends kept of the shortest silence must leave something to jump over.
    rule.keep = std::min(Ms(m_keep->value()), rule.minimum / 2 - Ms(50));
    m_playback.setSilenceRule(rule);
}

} // namespace console
