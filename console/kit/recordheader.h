// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

namespace console
{

class RecordModelBase;

/// The header of a table of records. Over the ticks of the rows stands a tick of its own: it ticks the page,
/// and shows whether all, some or none of its rows are ticked. With the keyboard the same is Ctrl+A.
class RecordHeader final : public QHeaderView
{
    Q_OBJECT
public:
    explicit RecordHeader(QWidget *parent = nullptr);

    void setRecords(RecordModelBase *model);
    Qt::CheckState pageState() const;
    /// Where the tick is, in the header; empty while rows cannot be ticked or its column is hidden.
    QRect tickRect() const;

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    QSize sectionSizeFromContents(int section) const override;
    void initStyleOptionForIndex(QStyleOptionHeader *option, int section) const override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    bool hasTick(int section) const;
    QRect tickIn(const QRect &section) const;
    int tickRoom() const; ///< before the title

    RecordModelBase *m_records = nullptr;
    bool m_pressed = false; ///< on the tick
};

} // namespace console
