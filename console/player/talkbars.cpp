// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/talkbars.h"

#include "console/kit/spacing.h"
#include "console/player/clocktext.h"
#include "console/player/playercolours.h"

#include <QPainter>
#include <QStyle>

#include <cmath>

namespace console
{

namespace
{
constexpr int kSilence = -1;
constexpr int kBoth = -2;
constexpr int kBarHeight = 8;
} // namespace

TalkBars::TalkBars(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("talkBars"));
    setAccessibleName(tr("Talk time"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
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
    setToolTip(m_longest);
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

void TalkBars::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int height = fontMetrics().height() + kBarHeight + kUnit;
    const int width = (this->width() - kGapLarge) / 2;
    for (qsizetype i = 0; i < m_bars.size(); ++i) { // two and two
        const int row = static_cast<int>(i) % 2;
        const int column = static_cast<int>(i) / 2;
        const QRect area(column * (width + kGapLarge), row * height, width, height - kUnit);
        bar(painter, m_bars[i], QStyle::visualRect(layoutDirection(), rect(), area));
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
