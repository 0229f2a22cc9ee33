// SPDX-License-Identifier: GPL-3.0-or-later
// What the mouse does in the waveform.
#include "console/player/clocktext.h"
#include "console/player/waveformview.h"

#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace console
{

namespace
{
constexpr double kDeadZone = 6; ///< pixels to move before a press becomes a drag
constexpr double kGrip = 5;     ///< how near to a loop's edge it is grasped
constexpr double kNotch = 1.25; ///< zoom for one notch of the wheel
constexpr double kScrollNotch = 80;
constexpr Ms kShortestLoop{100};

Ms toMs(double ms)
{
    return Ms(static_cast<qint64>(std::llround(ms)));
}
} // namespace

WaveformView::Drag WaveformView::dragAt(QPointF at) const
{
    const WaveformGeometry parts = geometryOfParts();
    const QPoint point = at.toPoint();
    if (parts.overview.contains(point)) {
        return Drag::Window;
    }
    if (!parts.loopBand().contains(point)) {
        return parts.detail().contains(point) ? Drag::Seek : Drag::None;
    }
    if (const auto loop = m_playback.loop()) {
        const double x = xInLanes(at.x());
        const double toBegin = std::abs(x - m_axis.xOf(static_cast<double>(loop->begin.count())));
        const double toEnd = std::abs(x - m_axis.xOf(static_cast<double>(loop->end.count())));
        if (std::min(toBegin, toEnd) <= kGrip) {
            return toBegin < toEnd ? Drag::LoopBegin : Drag::LoopEnd;
        }
    }
    return Drag::Loop;
}

void WaveformView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_axis.duration() <= 0) {
        QWidget::mousePressEvent(event);
        return;
    }
    m_drag = dragAt(event->position());
    m_pressedX = event->position().x();
    m_dragged = false;
    if (m_drag == Drag::Seek) {
        m_playback.seek(toMs(m_axis.clampedTimeAt(xInLanes(m_pressedX))));
    }
}

void WaveformView::mouseMoveEvent(QMouseEvent *event)
{
    const double x = event->position().x();
    showHover(event->position());
    if (m_drag == Drag::None) {
        const Drag would = dragAt(event->position());
        setCursor(would == Drag::LoopBegin || would == Drag::LoopEnd ? Qt::SizeHorCursor
                  : would == Drag::Loop                              ? Qt::CrossCursor
                                                                     : Qt::ArrowCursor);
        return;
    }
    if (!m_dragged && m_drag != Drag::Seek && std::abs(x - m_pressedX) < kDeadZone) {
        return;
    }
    m_dragged = true;
    if (m_drag == Drag::Seek) {
        m_playback.seek(toMs(m_axis.clampedTimeAt(xInLanes(x))));
    } else if (m_drag == Drag::Window) {
        drawWindow(x);
    } else {
        drawLoop(x);
    }
}

void WaveformView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) {
        return;
    }
    const Drag drag = std::exchange(m_drag, Drag::None);
    const auto drawn = std::exchange(m_drawnLoop, std::nullopt);
    if (m_dragged && drawn && drawn->length() >= kShortestLoop) {
        m_playback.setLoop(drawn);
    } else if (!m_dragged && drag == Drag::Loop) {
        m_playback.seek(toMs(m_axis.clampedTimeAt(xInLanes(event->position().x()))));
    } else if (!m_dragged && drag == Drag::Window) {
        const QRect area = geometryOfParts().overview;
        const double part = (event->position().x() - area.left()) / area.width();
        const double at = std::clamp(part, 0.0, 1.0) * m_axis.duration();
        m_playback.seek(toMs(at));
        m_axis.reveal(at);
        axisMoved();
    }
    update();
}

void WaveformView::drawLoop(double x)
{
    const Ms here = toMs(m_axis.clampedTimeAt(xInLanes(x)));
    Ms other = toMs(m_axis.clampedTimeAt(xInLanes(m_pressedX)));
    const auto loop = m_playback.loop();
    if (loop && m_drag != Drag::Loop) {
        other = m_drag == Drag::LoopBegin ? loop->end : loop->begin;
    }
    m_drawnLoop = Span{std::min(here, other), std::max(here, other)};
    update();
}

/// The window of the overview comes to lie with its middle under the pointer.
void WaveformView::drawWindow(double x)
{
    const QRect area = geometryOfParts().overview;
    const double at = (x - area.left()) / area.width() * m_axis.duration();
    setFollows(false);
    m_axis.scrollTo(at - m_axis.msPerPixel() * m_axis.width() / 2);
    axisMoved();
}

void WaveformView::showHover(QPointF at)
{
    const WaveformGeometry parts = geometryOfParts();
    m_hover.reset();
    if (parts.detail().contains(at.toPoint()) && m_axis.duration() > 0) {
        const double time = m_axis.timeAt(xInLanes(at.x()));
        if (time >= 0 && time <= m_axis.duration()) {
            const Ms place = toMs(time);
            m_hover = {at.x(),
                       tr("%1 · %2", "time · who speaks").arg(clockTextTenths(place), speakersAt(place))};
        }
    }
    update(parts.detail());
}

void WaveformView::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    m_hover.reset();
    update();
}

void WaveformView::wheelEvent(QWheelEvent *event)
{
    const QPoint turned = event->angleDelta();
    const bool sideways = std::abs(turned.x()) > std::abs(turned.y());
    const double notches = (sideways ? turned.x() : turned.y()) / 120.0;
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        zoomAround(std::pow(kNotch, notches), xInLanes(event->position().x()));
    } else if (!m_axis.isFitted()) {
        setFollows(false);
        const QPoint pixels = event->pixelDelta();
        const double fine = sideways ? pixels.x() : pixels.y();
        m_axis.scrollBy(pixels.isNull() ? -notches * kScrollNotch : -fine);
        axisMoved();
    } else {
        event->ignore(); // nothing to scroll here: the page may
        return;
    }
    showHover(event->position());
    event->accept();
}

} // namespace console
