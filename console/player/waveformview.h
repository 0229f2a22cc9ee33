// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/playercolours.h"
#include "console/player/talktext.h"
#include "console/player/talkturns.h"
#include "console/player/waveformpainter.h"
#include "console/player/waveformtiles.h"

#include <QTimer>
#include <QWidget>

#include <array>
#include <memory>
#include <optional>

namespace console
{

class PeaksModel;

/// A lane from top to bottom: which channel of the recording it shows and whose it is.
struct PlayerLane {
    int channel = 0;
    QString title; ///< "Agent"
    QString who;   ///< "Anna Smith (101)", may be empty
};

/// The picture of a call: overview, ruler, lanes, cursor. Seeks, loops, zooms and scrolls; the engine plays.
/// GUI thread.
class WaveformView final : public QWidget
{
    Q_OBJECT
public:
    WaveformView(Playback &playback, const PeaksModel &peaks, QWidget *parent = nullptr);
    ~WaveformView() override;

    void setLanes(const QList<PlayerLane> &lanes);
    const QList<PlayerLane> &lanes() const { return m_lanes; }
    /// Shown in place of the lanes; empty = nothing to say.
    void setNotice(const QString &notice);
    const QString &notice() const { return m_notice; }

    const TimeAxis &axis() const { return m_axis; }
    WaveformGeometry geometryOfParts() const;
    const TalkTurns &turns() const { return m_turns; }
    const TalkText &words() const { return m_words; }
    QString speakersAt(Ms position) const;
    Playback &playback() const { return m_playback; }
    QString captionOf(int row) const; ///< what stands in the lane: "Agent: Anna Smith · Muted"
    int tilesPainted() const;         ///< since the beginning, for tests

    void zoom(double factor);                 ///< around the cursor when it is seen, else the middle
    void zoomAround(double factor, double x); ///< x in pixels of the lanes
    void scrollTo(double beginMs);
    void fitAll();
    bool follows() const { return m_follows; }
    void setFollows(bool follows);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void axisChanged();
    void followsChanged(bool follows);
    void turnsChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    enum class Drag { None, Seek, Loop, LoopBegin, LoopEnd, Window };

    void takePosition(Ms position);
    void takeDuration();
    void takePeaks();
    void readTurns();
    void axisMoved();
    void drawLoop(double x);
    void drawWindow(double x);
    void showHover(QPointF at);
    WaveformScene scene();
    QList<Span> skippedSpans() const;
    bool heard(int channel) const;
    const QImage &overviewOf(qsizetype lane, const LaneStyle &style, int height);
    LaneStyle styleOf(qsizetype lane) const;
    Drag dragAt(QPointF at) const;
    double xInLanes(double x) const { return x - m_left; }

    Playback &m_playback;
    const PeaksModel &m_peaks;
    TalkTurns m_turns;
    TalkText m_words;
    TimeAxis m_axis;
    PlayerColours m_colours;
    QList<PlayerLane> m_lanes;
    QString m_notice;
    std::array<std::unique_ptr<WaveformTiles>, 2> m_tiles;
    struct Overview {
        LaneStyle style;
        QImage image;
    };
    std::array<Overview, 2> m_overviews;
    int m_left = 0; ///< of the lanes in the widget
    Ms m_position{0};
    bool m_follows = true;
    QTimer m_turnsTimer;
    std::optional<WaveformScene::Hover> m_hover;
    Drag m_drag = Drag::None;
    double m_pressedX = 0;
    bool m_dragged = false;
    std::optional<Span> m_drawnLoop; ///< while it is drawn
};

} // namespace console
