// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/waveformtiles.h"

#include "console/player/peaksmodel.h"
#include "console/player/talkturns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace console
{

namespace
{
constexpr double kEdge = 1.5; ///< pixels, all of these
constexpr double kHatch = 7;
constexpr double kHatchLine = 1;
constexpr double kDot = 2;
constexpr double kDash = 5;
constexpr double kMargin = 3; ///< or a twelfth of the height

constexpr double kFull = 120;   ///< of 128: where the loudest of a call reaches
constexpr double kMostGain = 8; ///< so that the noise of a call in which nobody speaks stays low

/// Telephone speech fills a third of the range: a call is drawn as large as its loudest moment allows.
double enlargement(int loudest)
{
    return std::clamp(kFull / std::max(1, loudest), 1.0, kMostGain);
}

QRgb premultiplied(const QColor &colour, double alpha)
{
    QColor tinted = colour;
    tinted.setAlphaF(static_cast<float>(std::clamp(alpha, 0.0, 1.0)));
    return qPremultiply(tinted.rgba());
}

QRgb over(QRgb top, QRgb below)
{
    const auto keep = static_cast<uint>(255 - qAlpha(top));
    const auto mix = [keep](int a, int b) {
        return a + static_cast<int>((static_cast<uint>(b) * keep + 127) / 255);
    };
    return qRgba(mix(qRed(top), qRed(below)), mix(qGreen(top), qGreen(below)), mix(qBlue(top), qBlue(below)),
                 mix(qAlpha(top), qAlpha(below)));
}

/// One lane's pixels, column by column, in device pixels.
class LanePixels
{
public:
    LanePixels(QImage &image, const LaneStyle &style, double gain)
        : m_style(style)
        , m_bits(reinterpret_cast<QRgb *>(image.bits()))
        , m_stride(image.bytesPerLine() / 4)
        , m_height(image.height())
        , m_middle(m_height / 2.0)
        , m_margin(std::min(kMargin * style.ratio, m_height / 12.0))
        , m_unit((m_middle - m_margin) / 128 * gain)
        , m_body(premultiplied(style.colour, style.dashed ? 0.07 : 0.5))
        , m_edge(premultiplied(style.colour, style.dashed ? 0.8 : 1.0))
        , m_quiet(premultiplied(style.quiet, 0.6))
        , m_hatch(premultiplied(style.hatch, 0.4))
    {
    }

    /// `x` in the image, `place` in the whole drawing.
    void column(int x, qint64 place, const PeaksModel::Column &peak) const
    {
        if (!peak.known) {
            if (on(place, 3 * kDot)) {
                line(x, m_middle - 0.5, m_middle + 0.5, m_quiet);
            }
            return;
        }
        const double reach = m_margin / 2;
        const double half = 0.5 * m_style.ratio;
        const double top = std::clamp(m_middle - peak.max * m_unit, reach, m_middle - half);
        const double bottom = std::clamp(m_middle - peak.min * m_unit, m_middle + half, m_height - reach);
        line(x, top, bottom, m_body);
        const bool drawn = m_style.dashed ? on(place, kDash) : !m_style.dottedEdge || on(place, kDot);
        if (drawn) {
            const double edge = kEdge * m_style.ratio;
            line(x, top, std::min(top + edge, bottom), m_edge);
            line(x, std::max(bottom - edge, top), bottom, m_edge);
        }
    }
    void hatch(int x, qint64 place) const
    {
        const auto period = std::max<qint64>(2, std::llround(kHatch * m_style.ratio));
        const auto thick = std::max<qint64>(1, std::llround(kHatchLine * m_style.ratio));
        for (int y = 0; y < m_height; ++y) {
            if ((place + y) % period < thick) {
                QRgb &pixel = m_bits[y * m_stride + x];
                pixel = over(m_hatch, pixel);
            }
        }
    }

private:
    bool on(qint64 place, double length) const
    {
        const auto period = std::max<qint64>(1, std::llround(length * m_style.ratio));
        return place / period % 2 == 0;
    }
    /// Whole pixels only: a waveform is a picture of columns, softened ends would blur it.
    void line(int x, double from, double to, QRgb colour) const
    {
        const int begin = std::clamp(static_cast<int>(std::lround(from)), 0, m_height - 1);
        const int end = std::clamp(static_cast<int>(std::lround(to)), begin + 1, m_height);
        QRgb *pixel = m_bits + begin * m_stride + x;
        for (int y = begin; y < end; ++y, pixel += m_stride) {
            *pixel = over(colour, *pixel);
        }
    }

    const LaneStyle &m_style;
    QRgb *m_bits;
    qsizetype m_stride;
    int m_height;
    double m_middle;
    double m_margin;
    double m_unit;
    QRgb m_body;
    QRgb m_edge;
    QRgb m_quiet;
    QRgb m_hatch;
};
} // namespace

QImage renderLane(const PeaksModel &peaks, const TalkTurns &turns, const LaneStyle &style, double msPerPixel,
                  qint64 firstPixel, QSize size)
{
    const QSize device(static_cast<int>(std::lround(size.width() * style.ratio)),
                       static_cast<int>(std::lround(size.height() * style.ratio)));
    QImage image(device.expandedTo({1, 1}), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(style.ratio);
    image.fill(Qt::transparent);
    const double columnMs = msPerPixel / style.ratio;
    const qint64 first = std::llround(static_cast<double>(firstPixel) * style.ratio);
    const double beginMs = static_cast<double>(first) * columnMs;
    std::vector<PeaksModel::Column> columns(static_cast<std::size_t>(image.width()));
    peaks.columns(style.channel, beginMs, columnMs, columns);
    const LanePixels pixels(image, style, enlargement(peaks.loudest()));
    const double duration = peaks.durationMs();
    for (int x = 0; x < image.width(); ++x) {
        const double from = beginMs + x * columnMs;
        if (from >= duration && duration > 0) {
            break;
        }
        pixels.column(x, first + x, columns[static_cast<std::size_t>(x)]);
        if (style.hatch.isValid() && turns.bothSpeak(from, from + columnMs)) {
            pixels.hatch(x, first + x);
        }
    }
    return image;
}

void WaveformTiles::prepare(const LaneStyle &style, double msPerPixel, int height)
{
    if (style == m_style && msPerPixel == m_scale && height == m_height) {
        return;
    }
    m_style = style;
    m_scale = msPerPixel;
    m_height = height;
    m_tiles.clear();
}

const QImage &WaveformTiles::tile(qint64 index)
{
    const auto found = m_tiles.constFind(index);
    if (found != m_tiles.constEnd()) {
        return found->image;
    }
    if (m_tiles.size() >= kKept) {
        m_tiles.clear();
    }
    ++m_painted;
    Tile tile;
    tile.image = renderLane(m_peaks, m_turns, m_style, m_scale, index * kWidth, {kWidth, m_height});
    tile.whole = static_cast<double>((index + 1) * kWidth) * m_scale <= m_peaks.knownMs();
    return m_tiles.insert(index, tile)->image;
}

void WaveformTiles::grown(bool everything)
{
    if (everything) {
        m_tiles.clear();
        return;
    }
    m_tiles.removeIf([](const auto &tile) { return !tile.value().whole; });
}

} // namespace console
