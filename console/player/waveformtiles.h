// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QHash>
#include <QImage>
#include <QSize>

namespace console
{

class PeaksModel;
class TalkTurns;

/// How one lane's waveform looks; pixels are device-independent.
struct LaneStyle {
    int channel = 0;
    bool dottedEdge = false; ///< the second lane: told apart without colour
    bool dashed = false;     ///< not heard: outline only
    QColor colour;
    QColor hatch; ///< over talk-over; invalid = none
    QColor quiet; ///< what is not loaded yet
    double ratio = 1;

    bool operator==(const LaneStyle &) const = default;
};

/// Paints `size` pixels of a lane from `firstPixel` of the whole drawing on (pixel 0 is time 0). Patterns are
/// anchored to the whole drawing, so that pieces fit together.
QImage renderLane(const PeaksModel &peaks, const TalkTurns &turns, const LaneStyle &style, double msPerPixel,
                  qint64 firstPixel, QSize size);

/// The pieces of one lane at one zoom, painted when first asked for: scrolling only moves pictures.
class WaveformTiles
{
public:
    static constexpr int kWidth = 256;

    WaveformTiles(const PeaksModel &peaks, const TalkTurns &turns)
        : m_peaks(peaks)
        , m_turns(turns)
    {
    }

    /// Forgets everything when one of these is new.
    void prepare(const LaneStyle &style, double msPerPixel, int height);
    const QImage &tile(qint64 index);
    /// More of the peaks is known, or everything is new.
    void grown(bool everything);
    int painted() const { return m_painted; } ///< tiles painted so far, for tests

private:
    static constexpr qsizetype kKept = 64;
    struct Tile {
        QImage image;
        bool whole = false; ///< all of it was known
    };

    const PeaksModel &m_peaks;
    const TalkTurns &m_turns;
    LaneStyle m_style;
    double m_scale = 0;
    int m_height = 0;
    int m_painted = 0;
    QHash<qint64, Tile> m_tiles;
};

} // namespace console
