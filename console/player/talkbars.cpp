// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/talkbars.h"

#include "console/kit/plaintip.h"
#include "console/kit/spacing.h"
#include "console/player/clocktext.h"
#include "console/player/playercolours.h"

#include <QMouseEvent>
#include <QPainter>
#include <QStyle>

#include <cmath>

namespace console
{

namespace
{
constexpr int kBarHeight = 8;
} // namespace

TalkBars::TalkBars(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("talkBars"));
    setAccessibleName(tr("Talk time"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
}

void TalkBars::setShares(const TalkTurns::Shares &shares, const QList<int> &channels,
                         const QStringList &names)
{
    m_bars.clear();
    m_longest.clear();
    Ms longest{0};
    for (qsizetype i = 0; i < channels.size(); ++i) {
        const auto channel = static_cast<std::size_t>(channels[i]);
        m_bars.append({names.value(i), shares.channel[channel], static_cast<int>(i)});
        if (shares.longest[channel] > longest) {
            longest = shares.longest[channel];
            m_longest = tr("Longest turn %1 (%2)").arg(clockText(longest), names.value(i));
        }
    }
    m_bars.append({tr("Silence"), shares.silence, kSilence});
    if (channels.size() > 1) {
        m_bars.append({tr("Talk-over"), shares.both, kBoth});
    }
    setAccessibleDescription(lines().join(QStringLiteral(", ")));
    const QString hint = tr("A click on a bar goes to where it is next.");
    setToolTip(m_longest.isEmpty() ? hint : plainTip(m_longest + QLatin1Char('\n') + hint));
    updateGeometry();
    update();
}

QStringList TalkBars::lines() const
{
    QStringList lines;
    for (const Bar &bar : m_bars) {
        lines.append(tr("%1 %2 %", "party, part of the call").arg(bar.name).arg(std::lround(bar.part * 100)));
    }
    if (!m_longest.isEmpty()) {
        lines.append(m_longest);
    }
    return lines;
}

QSize TalkBars::sizeHint() const
{
    return {300, 2 * (fontMetrics().height() + kBarHeight + kUnit)};
}

QSize TalkBars::minimumSizeHint() const
{
    return {240, sizeHint().height()};
}

/// Two and two.
QRect TalkBars::place(qsizetype bar) const
{
    const int height = fontMetrics().height() + kBarHeight + kUnit;
    const int width = (this->width() - kGapLarge) / 2;
    const int row = static_cast<int>(bar) % 2;
    const int column = static_cast<int>(bar) / 2;
    const QRect area(column * (width + kGapLarge), row * height, width, height - kUnit);
    return QStyle::visualRect(layoutDirection(), rect(), area);
}

QRect TalkBars::areaOf(int lane) const
{
    for (qsizetype i = 0; i < m_bars.size(); ++i) {
        if (m_bars[i].lane == lane) {
            return place(i);
        }
    }
    return {};
}

void TalkBars::mousePressEvent(QMouseEvent *event)
{
    for (qsizetype i = 0; i < m_bars.size(); ++i) {
        if (event->button() == Qt::LeftButton && place(i).contains(event->position().toPoint())) {
            Q_EMIT jumpRequested(m_bars[i].lane);
            return;
        }
    }
    QWidget::mousePressEvent(event);
}

void TalkBars::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    for (qsizetype i = 0; i < m_bars.size(); ++i) {
        bar(painter, m_bars[i], place(i));
    }
}

void TalkBars::bar(QPainter &painter, const Bar &bar, const QRect &area) const
{
    const PlayerColours colours = PlayerColours::of(palette());
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(area, Qt::AlignTop | Qt::AlignLeading, bar.name);
    painter.drawText(area, Qt::AlignTop | Qt::AlignTrailing,
                     tr("%1 %", "part of the call").arg(std::lround(bar.part * 100)));
    const QRect track(area.left(), area.bottom() - kBarHeight + 1, area.width(), kBarHeight);
    // An outline, not a filled track: in high contrast every filling looks like a value.
    painter.setPen(colours.muted);
    painter.drawRect(track.adjusted(0, 0, -1, -1));
    QRect filled = track;
    filled.setWidth(static_cast<int>(std::lround(track.width() * std::min(1.0, bar.part))));
    filled = QStyle::visualRect(layoutDirection(), track, filled);
    if (bar.lane >= 0) {
        painter.fillRect(filled, colours.lane[static_cast<std::size_t>(bar.lane)]);
    } else {
        painter.fillRect(filled, colours.silence);
        if (bar.lane == kBoth) { // hatched, as in the waveform
            painter.fillRect(filled, QBrush(colours.background, Qt::BDiagPattern));
        }
    }
}

} // namespace console
