// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/waveformpainter.h"

#include "console/kit/spacing.h"
#include "console/player/clocktext.h"
#include "console/player/waveformtiles.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace console
{

namespace
{
constexpr int kFrame = 2; ///< room for the focus ring
constexpr int kOverviewHeight = 36;
constexpr int kRulerHeight = 32;
constexpr double kCursorWidth = 2;
constexpr int kTickRoom = 72; ///< between two texts of the ruler

QColor faint(QColor colour, double alpha)
{
    colour.setAlphaF(static_cast<float>(alpha));
    return colour;
}

double inMs(Ms time)
{
    return static_cast<double>(time.count());
}
} // namespace

WaveformGeometry WaveformGeometry::of(QSize size, int lanes)
{
    WaveformGeometry geometry;
    const QRect inner = QRect(QPoint(0, 0), size).adjusted(kFrame, kFrame, -kFrame, -kFrame);
    geometry.overview = {inner.left(), inner.top(), inner.width(), kOverviewHeight};
    geometry.ruler = {inner.left(), geometry.overview.bottom() + 1 + kUnit, inner.width(), kRulerHeight};
    const int top = geometry.ruler.bottom() + 1;
    const int room = std::max(lanes, inner.bottom() + 1 - top);
    const int height = (room - (lanes - 1) * 1) / std::max(1, lanes);
    for (int i = 0; i < lanes; ++i) {
        geometry.lanes.append({inner.left(), top + i * (height + 1), inner.width(), height});
    }
    return geometry;
}

QRect WaveformGeometry::lanesArea() const
{
    return lanes.isEmpty() ? QRect() : lanes.first().united(lanes.last());
}

WaveformPainter::WaveformPainter(QPainter &painter, const WaveformScene &scene)
    : m_painter(painter)
    , m_scene(scene)
{
}

void WaveformPainter::paint(const QRect &dirty)
{
    const WaveformGeometry &geometry = m_scene.geometry;
    m_painter.setLayoutDirection(Qt::LeftToRight);
    m_painter.fillRect(dirty, m_scene.colours.background);
    if (dirty.intersects(geometry.overview)) {
        overview();
    }
    m_painter.save();
    m_painter.setClipRect(geometry.detail().intersected(dirty));
    if (dirty.intersects(geometry.ruler)) {
        ruler();
    }
    for (qsizetype i = 0; i < m_scene.lanes.size(); ++i) {
        lane(i);
    }
    if (m_scene.notice.isEmpty()) {
        skippedSilence();
        loop();
    } else {
        notice();
    }
    for (qsizetype i = 0; i < m_scene.lanes.size(); ++i) {
        caption(i);
    }
    cursor();
    hover();
    m_painter.restore();
    focusRing();
}

double WaveformPainter::crisp(double x) const
{
    return std::round(x * m_scene.ratio) / m_scene.ratio;
}

QRectF WaveformPainter::rectOf(const Span &span, const QRect &area) const
{
    const double left = area.left() + crisp(m_scene.axis.xOf(inMs(span.begin)));
    const double right = area.left() + crisp(m_scene.axis.xOf(inMs(span.end)));
    return QRectF(left, area.top(), right - left, area.height()).intersected(QRectF(area));
}

void WaveformPainter::overview()
{
    const QRect area = m_scene.geometry.overview;
    const PlayerColours &colours = m_scene.colours;
    m_painter.fillRect(area, colours.surround);
    for (qsizetype i = 0; i < m_scene.lanes.size(); ++i) {
        const QImage &image = m_scene.lanes[i].overview;
        const double height = image.height() / image.devicePixelRatio();
        m_painter.drawImage(QPointF(area.left(), area.top() + static_cast<double>(i) * height), image);
    }
    const TimeAxis &axis = m_scene.axis;
    if (axis.duration() <= 0) {
        return;
    }
    const double scale = area.width() / axis.duration();
    if (m_scene.loop) {
        const double left = inMs(m_scene.loop->begin) * scale;
        const double right = inMs(m_scene.loop->end) * scale;
        m_painter.fillRect(QRectF(area.left() + left, area.top(), std::max(1.0, right - left), 4),
                           colours.loop);
    }
    if (!axis.isFitted()) {
        const double left = crisp(area.left() + axis.begin() * scale);
        const double right = crisp(area.left() + std::min(axis.duration(), axis.end()) * scale);
        const QColor veil = faint(colours.background, 0.65);
        m_painter.fillRect(QRectF(QPointF(area.left(), area.top()), QPointF(left, area.bottom() + 1)), veil);
        m_painter.fillRect(QRectF(QPointF(right, area.top()), QPointF(area.right() + 1, area.bottom() + 1)),
                           veil);
        m_painter.setPen(QPen(colours.focus, 1));
        const double width = std::max(3.0, right - left) - 1;
        m_painter.drawRect(QRectF(left + 0.5, area.top() + 0.5, width, area.height() - 1));
    }
    const double x = crisp(area.left() + inMs(m_scene.position) * scale);
    m_painter.fillRect(QRectF(x - kCursorWidth / 2, area.top(), kCursorWidth, area.height()), colours.cursor);
}

void WaveformPainter::ruler()
{
    const QRect area = m_scene.geometry.ruler;
    const PlayerColours &colours = m_scene.colours;
    m_painter.fillRect(area, colours.surround);
    m_painter.fillRect(QRectF(area.left(), m_scene.geometry.loopBand().bottom() + 0.5, area.width(), 1),
                       colours.separator);
    const bool tenths = m_scene.axis.showsTenths(kTickRoom);
    const QFontMetrics metrics = m_painter.fontMetrics();
    for (const TimeAxis::Tick &tick : m_scene.axis.ticks(kTickRoom)) {
        const double x = crisp(area.left() + m_scene.axis.xOf(tick.ms));
        const double height = tick.major ? 8 : 4;
        m_painter.fillRect(QRectF(x, area.bottom() + 1 - height, 1, height), colours.muted);
        if (tick.major) {
            const Ms time(static_cast<qint64>(std::llround(tick.ms)));
            const QString text = tenths ? clockTextTenths(time) : clockText(time);
            m_painter.setPen(colours.text);
            // At the right of its tick: centred ones would be cut off at both ends.
            m_painter.drawText(QPointF(x + kUnit, area.bottom() - 3 - metrics.descent() / 2), text);
        }
    }
    m_painter.fillRect(QRectF(area.left(), area.bottom(), area.width(), 1), colours.separator);
}

void WaveformPainter::lane(qsizetype index)
{
    const QRect area = m_scene.geometry.lanes[index];
    const WaveformScene::Lane &lane = m_scene.lanes[index];
    const QRect seen = area.intersected(m_painter.clipBoundingRect().toAlignedRect());
    if (seen.isEmpty()) {
        return;
    }
    if (index > 0) {
        m_painter.fillRect(QRect(area.left(), area.top() - 1, area.width(), 1), m_scene.colours.separator);
    }
    m_painter.fillRect(QRectF(area.left(), area.top() + area.height() / 2, area.width(), 1),
                       faint(m_scene.colours.muted, 0.35));
    if (lane.tiles == nullptr) {
        return;
    }
    const double offset = m_scene.axis.begin() / m_scene.axis.msPerPixel();
    const auto first =
        static_cast<qint64>(std::floor((offset + seen.left() - area.left()) / WaveformTiles::kWidth));
    const auto last =
        static_cast<qint64>(std::floor((offset + seen.right() - area.left()) / WaveformTiles::kWidth));
    for (qint64 i = first; i <= last; ++i) {
        const double x = area.left() + crisp(static_cast<double>(i) * WaveformTiles::kWidth - offset);
        m_painter.drawImage(QPointF(x, area.top()), lane.tiles->tile(i));
    }
}

void WaveformPainter::caption(qsizetype index)
{
    const WaveformScene::Lane &lane = m_scene.lanes[index];
    const QRect area = m_scene.geometry.lanes[index];
    const QColor colour = m_scene.colours.lane[static_cast<std::size_t>(lane.colour)];
    const QFontMetrics metrics = m_painter.fontMetrics();
    const int height = metrics.height() + kUnit;
    constexpr int kBeside = kGapHuge + kGapSmall;
    // In the middle, so that "Solo" and "Muted" behind a long name are read all the same.
    const QString text =
        metrics.elidedText(lane.caption, Qt::ElideMiddle, area.width() - 2 * kUnit - kBeside);
    QRect box(area.left() + kUnit, area.top() + kUnit, metrics.horizontalAdvance(text) + kBeside, height);
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(faint(m_scene.colours.background, 0.88));
    m_painter.drawRoundedRect(box, kUnit, kUnit);
    // The lane's own line: solid or dotted, so that the colour is not needed.
    m_painter.setPen(QPen(colour, 2.5, lane.colour == 0 ? Qt::SolidLine : Qt::DotLine, Qt::FlatCap));
    const double y = box.center().y() + 0.5;
    m_painter.drawLine(QPointF(box.left() + 5, y), QPointF(box.left() + 21, y));
    m_painter.setRenderHint(QPainter::Antialiasing, false);
    m_painter.setPen(m_scene.colours.text);
    m_painter.drawText(box.adjusted(kGapHuge + 2, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text);
}

void WaveformPainter::skippedSilence()
{
    const QRect area = m_scene.geometry.lanesArea();
    const QColor fill = faint(m_scene.colours.silence, 0.22);
    for (const Span &span : m_scene.skipped) {
        const QRectF rect = rectOf(span, area);
        if (rect.isEmpty()) {
            continue;
        }
        m_painter.fillRect(rect, fill);
        const QString mark(QChar(0x00BB)); // »
        if (rect.width() >= 2 * m_painter.fontMetrics().horizontalAdvance(mark)) {
            m_painter.setPen(m_scene.colours.text);
            for (const QRect &lane :
                 m_scene.geometry.lanes) { // above its middle line, which would strike it out
                const QRectF upper(rect.left(), lane.top(), rect.width(), lane.height() / 2.0);
                m_painter.drawText(upper, Qt::AlignCenter, mark);
            }
        }
    }
}

void WaveformPainter::loop()
{
    if (!m_scene.loop) {
        return;
    }
    const QColor colour = m_scene.colours.loop;
    const QRectF shade = rectOf(*m_scene.loop, m_scene.geometry.lanesArea());
    const QRectF band = rectOf(*m_scene.loop, m_scene.geometry.loopBand());
    m_painter.fillRect(shade, faint(colour, 0.14));
    m_painter.fillRect(band, faint(colour, 0.55));
    const QRect detail = m_scene.geometry.detail();
    for (const Ms edge : {m_scene.loop->begin, m_scene.loop->end}) {
        const double x = crisp(detail.left() + m_scene.axis.xOf(inMs(edge)));
        m_painter.fillRect(QRectF(x - 0.5, detail.top(), 1, detail.height()), colour);
        m_painter.fillRect(QRectF(x - 2, band.top(), 4, band.height()), colour);
    }
}

void WaveformPainter::cursor()
{
    if (m_scene.axis.duration() <= 0) {
        return;
    }
    const QRect area = m_scene.geometry.detail();
    const double x = crisp(area.left() + m_scene.axis.xOf(inMs(m_scene.position)));
    m_painter.fillRect(QRectF(x - kCursorWidth / 2, area.top(), kCursorWidth, area.height()),
                       m_scene.colours.cursor);
    const double y = m_scene.geometry.ruler.bottom() + 1;
    QPainterPath head;
    head.moveTo(x - 5, y - 9);
    head.lineTo(x + 5, y - 9);
    head.lineTo(x, y - 1);
    head.closeSubpath();
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.fillPath(head, m_scene.colours.cursor);
    m_painter.setRenderHint(QPainter::Antialiasing, false);
}

void WaveformPainter::hover()
{
    if (!m_scene.hover) {
        return;
    }
    const QRect area = m_scene.geometry.lanesArea();
    const double x = crisp(m_scene.hover->x);
    m_painter.fillRect(QRectF(x, m_scene.geometry.ruler.top(), 1, m_scene.geometry.detail().height()),
                       faint(m_scene.colours.text, 0.5));
    const QFontMetrics metrics = m_painter.fontMetrics();
    const int width = metrics.horizontalAdvance(m_scene.hover->text) + kGapLarge;
    const int height = metrics.height() + kUnit;
    double left = x + kGapSmall;
    if (left + width > area.right()) {
        left = x - kGapSmall - width;
    }
    const QRectF box(std::max<double>(area.left(), left), area.bottom() - height - kUnit, width, height);
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(m_scene.colours.text);
    m_painter.drawRoundedRect(box, kUnit, kUnit);
    m_painter.setRenderHint(QPainter::Antialiasing, false);
    m_painter.setPen(m_scene.colours.background);
    m_painter.drawText(box, Qt::AlignCenter, m_scene.hover->text);
}

void WaveformPainter::notice()
{
    constexpr int kHow = Qt::AlignCenter | Qt::TextWordWrap;
    const QRect area = m_scene.geometry.lanesArea().adjusted(kGapLarge, 0, -kGapLarge, 0);
    const QRect words = m_painter.boundingRect(area, kHow, m_scene.notice);
    // On a ground of its own: the line between the lanes would strike it through.
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(m_scene.colours.background);
    m_painter.drawRoundedRect(words.adjusted(-kGapSmall, -kUnit, kGapSmall, kUnit), kUnit, kUnit);
    m_painter.setRenderHint(QPainter::Antialiasing, false);
    m_painter.setPen(m_scene.colours.muted);
    m_painter.drawText(area, kHow, m_scene.notice);
}

void WaveformPainter::focusRing()
{
    if (!m_scene.focused) {
        return;
    }
    QRect frame = m_scene.geometry.overview.united(m_scene.geometry.detail());
    m_painter.setPen(QPen(m_scene.colours.focus, kFrame, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    m_painter.setBrush(Qt::NoBrush);
    m_painter.drawRect(QRectF(frame).adjusted(-1, -1, 1, 1));
}

} // namespace console
