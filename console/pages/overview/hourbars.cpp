// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/overview/hourbars.h"

#include "console/kit/spacing.h"
#include "console/kit/theme.h"
#include "console/kit/tr.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace console
{

namespace
{

constexpr int kHeight = 30 * kUnit;
constexpr int kLabelEvery = 3; // hours

} // namespace

HourBars::HourBars(const Formats &formats, QWidget *parent)
    : QWidget(parent)
    , m_formats(formats)
{
    setObjectName(QStringLiteral("hours"));
    setMinimumHeight(kHeight);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(Tr::tr("Calls of the last 24 hours"));
}

QSize HourBars::sizeHint() const
{
    return {120 * kUnit, kHeight};
}

QString HourBars::textOf(const Hour &hour) const
{
    return Tr::tr("%1: %2", "an hour, calls in it")
        .arg(m_formats.time(hour.start),
             Tr::tr("%n call(s)", nullptr, static_cast<int>(std::min<qint64>(hour.calls, 2'000'000'000))));
}

void HourBars::setHours(const QList<Hour> &hours)
{
    m_hours = hours;
    m_most = 1;
    QStringList texts;
    for (const Hour &hour : hours) {
        m_most = std::max(m_most, hour.calls);
        if (hour.calls > 0) {
            texts.append(textOf(hour));
        }
    }
    setAccessibleDescription(texts.isEmpty() ? Tr::tr("No calls.") : texts.join(QStringLiteral("; ")));
    update();
}

QRect HourBars::barOf(qsizetype index) const
{
    const auto count = std::max<qsizetype>(1, m_hours.size());
    const int left = static_cast<int>(index * width() / count);
    const int right = static_cast<int>((index + 1) * width() / count);
    const int room = height() - fontMetrics().height() - kUnit;
    const qint64 calls = m_hours[index].calls;
    const int tall = calls == 0 ? 1 : std::max(2, static_cast<int>(calls * (room - kGap) / m_most));
    return {left + 1, room - tall, std::max(1, right - left - 2), tall};
}

void HourBars::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor bar = themeColor(ColorRole::AgentLane, palette());
    const QColor text = themeColor(ColorRole::MutedText, palette());
    for (qsizetype i = 0; i < m_hours.size(); ++i) {
        const QRect rect = barOf(i);
        painter.fillRect(rect, bar);
        if (i % kLabelEvery == 0) {
            painter.setPen(text);
            const QRect label(rect.left(), height() - fontMetrics().height(), width(),
                              fontMetrics().height());
            painter.drawText(label, Qt::AlignLeft | Qt::AlignVCenter, m_formats.time(m_hours[i].start));
        }
    }
}

bool HourBars::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && !m_hours.isEmpty()) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const qsizetype index =
            std::clamp<qsizetype>(help->x() * m_hours.size() / std::max(1, width()), 0, m_hours.size() - 1);
        QToolTip::showText(help->globalPos(), textOf(m_hours[index]), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace console
