// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/titlelabel.h"

#include "console/kit/spacing.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

#include <algorithm>

namespace console
{

namespace
{
constexpr int kAlwaysRoom = 90 * kUnit; // what fits in here is never shortened
} // namespace

TitleLabel::TitleLabel(const QString &text, QWidget *parent)
    : QLabel(text, parent)
{
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.3);
    large.setWeight(QFont::DemiBold);
    setFont(large);
    setTextFormat(Qt::PlainText);
}

QSize TitleLabel::minimumSizeHint() const
{
    const QSize whole = QLabel::minimumSizeHint();
    return {std::min(whole.width(), kAlwaysRoom), whole.height()};
}

bool TitleLabel::isShortened() const
{
    return fontMetrics().horizontalAdvance(text()) > contentsRect().width() + 1;
}

bool TitleLabel::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty() && isShortened()) {
        // As rich text it has several lines, and a name is never taken for markup.
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(),
                           QStringLiteral("<qt>%1</qt>").arg(text().toHtmlEscaped()), this);
        return true;
    }
    return QLabel::event(event);
}

void TitleLabel::paintEvent(QPaintEvent *event)
{
    if (!isShortened()) {
        QLabel::paintEvent(event);
        return;
    }
    QPainter painter(this);
    const QRect area = contentsRect();
    style()->drawItemText(&painter, area, QStyle::visualAlignment(layoutDirection(), alignment()), palette(),
                          isEnabled(), fontMetrics().elidedText(text(), Qt::ElideRight, area.width()),
                          foregroundRole());
}

} // namespace console
