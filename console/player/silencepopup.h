// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/playback.h"

#include <QFrame>

class QDoubleSpinBox;
class QSpinBox;

namespace console
{

/// What counts as silence. Acts at once.
class SilencePopup final : public QFrame
{
    Q_OBJECT
public:
    SilencePopup(Playback &playback, QWidget *parent);

    void openBelow(QWidget *button);

private:
    void follow();
    void apply();

    Playback &m_playback;
    QSpinBox *m_level;
    QDoubleSpinBox *m_minimum;
    QSpinBox *m_keep;
};

} // namespace console
