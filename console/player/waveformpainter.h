// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/playback.h"
#include "console/player/playercolours.h"
#include "console/player/timeaxis.h"

#include <QImage>
#include <QList>
#include <QRect>
#include <QString>

#include <array>
#include <optional>

class QPainter;

namespace console
{

class WaveformTiles;

/// Where the parts of the waveform are, in pixels of the widget.
struct WaveformGeometry {
    QRect overview;
    QRect ruler; ///< upper half: loop, lower half: seek
    QList<QRect> lanes;

    static WaveformGeometry of(QSize size, int lanes);
    QRect loopBand() const { return {ruler.left(), ruler.top(), ruler.width(), ruler.height() / 2}; }
    QRect lanesArea() const;
    QRect detail() const { return ruler.united(lanesArea()); }
};

/// All that a picture of the waveform shows. Plain values, made anew for each painting.
struct WaveformScene {
    struct Lane {
        QString caption; ///< "Agent · Solo"
        int colour = 0;  ///< index into PlayerColours::lane
        bool dashed = false;
        WaveformTiles *tiles = nullptr;
        QImage overview;
    };
    struct Hover {
        double x = 0;
        QString text;
    };

    TimeAxis axis;
    WaveformGeometry geometry;
    PlayerColours colours;
    QList<Lane> lanes;
    Ms position{0};
    std::optional<Span> loop;
    QList<Span> skipped; ///< silence that playing jumps over
    std::optional<Hover> hover;
    QString notice; ///< instead of lanes: loading, no waveform
    double ratio = 1;
    bool focused = false;
};

/// Paints layer by layer. Never mirrored: time runs left to right in every language.
class WaveformPainter
{
public:
    WaveformPainter(QPainter &painter, const WaveformScene &scene);
    void paint(const QRect &dirty);

private:
    void overview();
    void ruler();
    void lane(qsizetype index);
    void caption(qsizetype index);
    void skippedSilence();
    void loop();
    void cursor();
    void hover();
    void notice();
    void focusRing();
    QRectF rectOf(const Span &span, const QRect &area) const;
    double crisp(double x) const; ///< on a device pixel

    QPainter &m_painter;
    const WaveformScene &m_scene;
};

} // namespace console
