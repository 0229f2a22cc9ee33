// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/statuschip.h"

#include "console/kit/icons.h"
#include "console/kit/spacing.h"

#include <QAccessible>
#include <QPainter>

namespace console
{

StatusChip::StatusChip(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

void StatusChip::setStatus(StatusRole role, const QString &word)
{
    if (role == m_role && word == m_word) {
        return;
    }
    m_role = role;
    m_word = word;
    setAccessibleName(word);
    updateGeometry();
    update();
    // Qt 6.4 has no announcements; an alert is what screen readers speak.
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

QSize StatusChip::sizeHint() const
{
    return {kIconSize + 3 * kUnit / 2 + fontMetrics().horizontalAdvance(m_word) + 1,
            std::max(kIconSize, fontMetrics().height()) + kUnit};
}

void StatusChip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const bool rightToLeft = layoutDirection() == Qt::RightToLeft;
    QRect mark(0, (height() - kIconSize) / 2, kIconSize, kIconSize);
    QRect text = rect().adjusted(kIconSize + 3 * kUnit / 2, 0, 0, 0);
    if (rightToLeft) {
        mark.moveRight(rect().right());
        text = rect().adjusted(0, 0, -kIconSize - 3 * kUnit / 2, 0);
    }
    icon(m_role).paint(&painter, mark);
    painter.setPen(statusColor(m_role, palette()));
    painter.drawText(
        text, static_cast<int>(Qt::AlignVCenter | (rightToLeft ? Qt::AlignRight : Qt::AlignLeft)), m_word);
}

} // namespace console
