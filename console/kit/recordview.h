// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>
#include <QTableView>

class QMenu;

namespace console
{

class RecordHeader;
class RecordModelBase;

/// Paints status cells (shape before the word), ticked rows and rows that are about to be replaced.
class RecordDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setDimmed(bool dimmed) { m_dimmed = dimmed; }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    bool m_dimmed = false;
};

/// The table of a list page: one current row, ticks by Space, page by Ctrl+A, open by Enter or double-click,
/// columns that can be moved, hidden and remembered. There is always a current row when there are rows.
class RecordView final : public QTableView
{
    Q_OBJECT
public:
    explicit RecordView(QWidget *parent = nullptr);

    void setRecords(RecordModelBase *model);
    void setDimmed(bool dimmed);
    QString currentId() const;
    void setCurrentId(const QString &id);
    void showSort(const QString &columnKey, Qt::SortOrder order);

    /// Order, widths and visibility as text, by column key: columns that come or go later do no harm.
    QStringList layoutState() const;
    void restoreLayoutState(const QStringList &state);
    void resetLayout();
    /// Checkable entries for all columns and "Reset columns".
    void fillColumnMenu(QMenu &menu);

Q_SIGNALS:
    void opened(const QString &id);
    void menuRequested(const QPoint &globalPosition);
    void layoutStateChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    /// Gives columns whose text is cut what the others leave over, until somebody sets a width himself.
    void fitColumns();
    void fitSoon();
    int standardWidth(int column) const;
    void setColumnShown(int column, bool shown);
    void keepCurrent();

    RecordModelBase *m_records = nullptr;
    RecordDelegate *m_delegate;
    RecordHeader *m_header;
    bool m_restoring = false;
    bool m_ownWidths = false; ///< somebody has set or kept widths: nothing moves by itself any more
    bool m_fitPending = false;
    QString m_sortColumn;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

} // namespace console
