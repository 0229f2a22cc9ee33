// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/peaksmodel.h"
#include "console/player/playback.h"

#include <QWidget>

#include <array>

class QLabel;
class QSettings;

namespace console
{

class DiagnosticsOverlay;
class LaneControls;
class PlayerActions;
class PlayerMemory;
class TalkBars;
class Transport;
class WaveformView;
struct PlayerLane;

/// The player as a whole: waveform, transport, parties, talk time. It never begins to play by itself, and
/// pauses when it is hidden: sound that no button on the screen could stop is none. In a window that is
/// minimised or on another desktop it plays on. GUI thread; the playback and the settings outlive it.
class PlayerPanel final : public QWidget
{
    Q_OBJECT
public:
    PlayerPanel(Playback &playback, QSettings &settings, QWidget *parent = nullptr);
    ~PlayerPanel() override;

    PeaksModel &peaks() { return m_peaks; }
    WaveformView &waveform() { return *m_view; }
    PlayerActions &actions() { return *m_actions; }
    Transport &transport() { return *m_transport; }
    /// From top to bottom, at most two.
    void setLanes(const QList<PlayerLane> &lanes);
    /// Instead of the waveform; empty = none.
    void setNotice(const QString &notice);
    /// Under the buttons, beside what the engine has to say: "no screen recording".
    void setRemark(const QString &remark);
    /// The words under the buttons, for tests and readers.
    QString remarks() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void recall();
    void showTurns();
    void showRemarks();
    void jumpTo(int bar);
    void openKeyMap();
    void keepWidgetKeys();

    Playback &m_playback;
    PeaksModel m_peaks;
    PlayerMemory *m_memory;
    WaveformView *m_view;
    PlayerActions *m_actions;
    Transport *m_transport;
    std::array<LaneControls *, 2> m_laneControls;
    TalkBars *m_bars;
    DiagnosticsOverlay *m_diagnostics;
    QLabel *m_soundIcon;
    QLabel *m_remarks;
    QString m_failure;
    QString m_remark;
};

} // namespace console
