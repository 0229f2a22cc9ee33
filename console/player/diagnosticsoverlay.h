// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QTimer>

namespace console
{

class Playback;
class WaveformView;

/// What the engine really does, over the waveform's corner, five times a second while it is shown.
class DiagnosticsOverlay final : public QLabel
{
    Q_OBJECT
public:
    DiagnosticsOverlay(Playback &playback, WaveformView &view);

    void setShown(bool shown);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void refresh();
    void place();

    Playback &m_playback;
    WaveformView &m_view;
    QTimer m_timer;
};

} // namespace console
