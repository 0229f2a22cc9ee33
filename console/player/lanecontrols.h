// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/playback.h"

#include <QWidget>

class QLabel;
class QSlider;
class QToolButton;

namespace console
{

struct PlayerLane;

/// How one party is heard: Mute, Solo, volume, side.
class LaneControls final : public QWidget
{
    Q_OBJECT
public:
    /// `row` 0 is blue with a solid line, 1 orange with a dotted one.
    LaneControls(Playback &playback, int row, QWidget *parent = nullptr);

    void setLane(const PlayerLane &lane);

    /// Sliders go to 100 at twice the way of 50 = unchanged; 100 is +12 dB.
    static double gainOf(int slider);
    static int sliderOf(double gain);

protected:
    void changeEvent(QEvent *event) override;

private:
    void follow();
    void name(const QString &title);
    void paintSwatch();
    QToolButton *toggle(const char *id, const QString &word, const char *iconName);
    template <typename F>
    void change(F edit);

    Playback &m_playback;
    int m_row;
    int m_channel;
    QLabel *m_swatch;
    QLabel *m_title;
    QToolButton *m_mute;
    QToolButton *m_solo;
    QSlider *m_volume;
    QLabel *m_volumeText;
    QSlider *m_side;
    QLabel *m_sideText;
};

} // namespace console
