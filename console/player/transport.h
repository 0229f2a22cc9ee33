// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/playback.h"

#include <QList>
#include <QWidget>

class QDoubleSpinBox;
class QHBoxLayout;
class QLabel;
class QToolButton;

namespace console
{

class PlayerActions;
class SilencePopup;

/// The row of buttons under the waveform, with the position.
class Transport final : public QWidget
{
    Q_OBJECT
public:
    Transport(Playback &playback, PlayerActions &actions, QWidget *parent = nullptr);

    /// "1:23.4 / 4:10 · 1.5× · −0:38 skipped".
    QString positionText() const;

private:
    QToolButton *button(const char *action, bool withText = false);
    void addPlaying(QHBoxLayout &row);
    void addSilence(QHBoxLayout &row);
    void addLoop(QHBoxLayout &row);
    void addView(QHBoxLayout &row);
    void showPosition();
    void followControls();

    Playback &m_playback;
    PlayerActions &m_actions;
    QLabel *m_position;
    QDoubleSpinBox *m_speed;
    SilencePopup *m_silence;
};

} // namespace console
