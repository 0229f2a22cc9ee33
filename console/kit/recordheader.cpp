// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/recordheader.h"

#include "console/kit/recordmodelbase.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyleOptionHeader>
#include <QToolTip>

namespace console
{

RecordHeader::RecordHeader(QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
{
}

void RecordHeader::setRecords(RecordModelBase *model)
{
    m_records = model;
    const auto redraw = [this] { viewport()->update(); };
    connect(model, &RecordModelBase::ticksChanged, this, redraw);
    connect(model, &QAbstractItemModel::rowsInserted, this, redraw);
    connect(model, &QAbstractItemModel::rowsRemoved, this, redraw);
}

bool RecordHeader::hasTick(int section) const
{
    return section == 0 && m_records != nullptr && m_records->isTickable();
}

Qt::CheckState RecordHeader::pageState() const
{
    if (m_records == nullptr || m_records->rowCount() == 0) {
        return Qt::Unchecked;
    }
    int ticked = 0;
    for (const QString &id : m_records->ids()) {
        ticked += m_records->ticks().contains(id) ? 1 : 0;
    }
    return ticked == 0 ? Qt::Unchecked : ticked == m_records->rowCount() ? Qt::Checked : Qt::PartiallyChecked;
}

QRect RecordHeader::tickIn(const QRect &section) const
{
    // The same place as the ticks of the rows below.
    QStyleOptionViewItem cell;
    cell.initFrom(this);
    cell.features = QStyleOptionViewItem::HasCheckIndicator | QStyleOptionViewItem::HasDisplay;
    cell.rect = section;
    return style()->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &cell, parentWidget());
}

QRect RecordHeader::tickRect() const
{
    if (!hasTick(0) || isSectionHidden(0)) {
        return {};
    }
    return tickIn(QRect(sectionViewportPosition(0), 0, sectionSize(0), height()));
}

int RecordHeader::tickRoom() const
{
    return style()->pixelMetric(QStyle::PM_IndicatorWidth, nullptr, this) + kGap;
}

void RecordHeader::initStyleOptionForIndex(QStyleOptionHeader *option, int section) const
{
    QHeaderView::initStyleOptionForIndex(option, section);
    if (hasTick(section)) {
        option->text.clear(); // drawn beside the tick
    }
}

void RecordHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    painter->save();
    QHeaderView::paintSection(painter, rect, section);
    painter->restore();
    if (!hasTick(section)) {
        return;
    }
    QStyleOptionButton box;
    box.initFrom(this);
    box.state &= ~(QStyle::State_HasFocus | QStyle::State_MouseOver);
    box.rect = tickIn(rect);
    const Qt::CheckState state = pageState();
    box.state |= state == Qt::Checked     ? QStyle::State_On
                 : state == Qt::Unchecked ? QStyle::State_Off
                                          : QStyle::State_NoChange;
    style()->drawPrimitive(QStyle::PE_IndicatorCheckBox, &box, painter, this);
    const int margin = style()->pixelMetric(QStyle::PM_HeaderMargin, nullptr, this);
    const QRect words = style()->visualRect(
        layoutDirection(), rect, rect.adjusted(box.rect.width() + margin + kGap + 2, 0, -margin, 0));
    painter->save();
    painter->setFont(font());
    const QString title = model()->headerData(section, Qt::Horizontal).toString();
    style()->drawItemText(
        painter, words, static_cast<int>(Qt::AlignLeading | Qt::AlignVCenter), palette(), isEnabled(),
        painter->fontMetrics().elidedText(title, Qt::ElideRight, words.width()), QPalette::ButtonText);
    painter->restore();
}

QSize RecordHeader::sectionSizeFromContents(int section) const
{
    QSize size = QHeaderView::sectionSizeFromContents(section);
    if (hasTick(section)) {
        const QString title = model()->headerData(section, Qt::Horizontal).toString();
        size.rwidth() += QFontMetrics(font()).horizontalAdvance(title) + tickRoom();
    }
    return size;
}

void RecordHeader::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->button() == Qt::LeftButton && tickRect().contains(event->position().toPoint());
    if (!m_pressed) {
        QHeaderView::mousePressEvent(event);
    }
}

void RecordHeader::mouseReleaseEvent(QMouseEvent *event)
{
    if (!std::exchange(m_pressed, false)) {
        QHeaderView::mouseReleaseEvent(event);
    } else if (tickRect().contains(event->position().toPoint())) {
        m_records->tickPage(pageState() != Qt::Checked);
    }
}

void RecordHeader::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (tickRect().contains(event->position().toPoint())) {
        mousePressEvent(event); // quick clicks are clicks
    } else {
        QHeaderView::mouseDoubleClickEvent(event);
    }
}

bool RecordHeader::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        if (tickRect().contains(help->pos())) {
            QToolTip::showText(help->globalPos(), Tr::tr("Tick all rows of this page (Ctrl+A)"), this);
            return true;
        }
    }
    return QHeaderView::viewportEvent(event);
}

} // namespace console
