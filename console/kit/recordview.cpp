// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/recordview.h"

#include "console/kit/icons.h"
#include "console/kit/recordheader.h"
#include "console/kit/recordmodelbase.h"
#include "console/kit/spacing.h"
#include "console/kit/theme.h"
#include "console/kit/tr.h"

#include <QContextMenuEvent>
#include <QHash>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>

#include <cmath>

namespace console
{

namespace
{

constexpr int kMostExtra = 500; // pixels that a column may get beyond its own width

} // namespace

void RecordDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const QVariant status = index.data(StatusIconRole);
    if (status.isValid()) {
        option->icon = icon(static_cast<StatusRole>(status.toInt()));
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->decorationSize = QSize(kIconSize, kIconSize);
        if (!option->state.testFlag(QStyle::State_Selected)) {
            option->palette.setColor(QPalette::Text,
                                     statusColor(static_cast<StatusRole>(status.toInt()), option->palette));
        }
    }
    if (index.siblingAtColumn(0).data(Qt::CheckStateRole).toInt() == Qt::Checked) {
        QColor fill = option->palette.color(QPalette::Active, QPalette::Highlight);
        fill.setAlphaF(0.16f);
        option->backgroundBrush = fill;
    }
    if (m_dimmed) {
        option->palette.setColor(QPalette::Text, option->palette.color(QPalette::Disabled, QPalette::Text));
    }
    // One row is current, not one cell: the ring round a cell says nothing.
    option->state &= ~QStyle::State_HasFocus;
}

RecordView::RecordView(QWidget *parent)
    : QTableView(parent)
    , m_delegate(new RecordDelegate(this))
    , m_header(new RecordHeader(this))
{
    setObjectName(QStringLiteral("table"));
    setItemDelegate(m_delegate);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(std::max(kRowHeight, fontMetrics().height() + 3 * kUnit));
    setHorizontalHeader(m_header);
    QHeaderView *header = m_header;
    QFont capitals = header->font();
    capitals.setCapitalization(QFont::AllUppercase);
    capitals.setPointSizeF(capitals.pointSizeF() * 0.9);
    header->setFont(capitals);
    header->setSectionsMovable(true);
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    header->setStretchLastSection(true);
    header->setMinimumSectionSize(12 * kUnit);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    header->setSortIndicatorShown(true);
    connect(header, &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        auto *popup = new QMenu(this);
        popup->setAttribute(Qt::WA_DeleteOnClose);
        fillColumnMenu(*popup);
        popup->popup(horizontalHeader()->mapToGlobal(at));
    });
    const auto changed = [this] {
        if (!m_restoring) {
            Q_EMIT layoutStateChanged();
        }
    };
    connect(header, &QHeaderView::sectionMoved, this, changed);
    connect(header, &QHeaderView::sectionResized, this, [this, header, changed](int column) {
        // The last one follows the window, nobody sets it.
        m_ownWidths = m_ownWidths || (!m_restoring && header->visualIndex(column) < header->count() - 1);
        changed();
    });
    connect(this, &QAbstractItemView::doubleClicked, this,
            [this](const QModelIndex &index) { Q_EMIT opened(index.data(IdRole).toString()); });
}

void RecordView::setRecords(RecordModelBase *model)
{
    m_records = model;
    setModel(model);
    m_header->setRecords(model);
    resetLayout();
    setSortingEnabled(false); // sorting is the server's; this hides the arrow as well
    horizontalHeader()->setSortIndicatorShown(true);
    QHeaderView *header = horizontalHeader();
    header->setSectionsClickable(true);
    // The header has turned its own arrow by now.
    connect(header, &QHeaderView::sectionClicked, this, [this](int column) {
        if (m_records->columns()[column].sortKey.isEmpty()) {
            showSort(m_sortColumn, m_sortOrder);
        } else {
            m_records->sort(column, horizontalHeader()->sortIndicatorOrder());
        }
    });
    connect(model, &QAbstractItemModel::rowsInserted, this, &RecordView::keepCurrent);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &RecordView::keepCurrent);
}

void RecordView::keepCurrent()
{
    fitSoon();
    // Screen readers trip over a focused table without a current cell.
    if (!currentIndex().isValid() && m_records->rowCount() > 0) {
        setCurrentIndex(m_records->index(0, 0));
    }
}

void RecordView::setDimmed(bool dimmed)
{
    m_delegate->setDimmed(dimmed);
    viewport()->update();
}

QString RecordView::currentId() const
{
    return currentIndex().data(IdRole).toString();
}

void RecordView::setCurrentId(const QString &id)
{
    const int row = m_records->rowOf(id);
    if (row >= 0) {
        setCurrentIndex(m_records->index(row, 0));
    }
}

void RecordView::showSort(const QString &columnKey, Qt::SortOrder order)
{
    m_sortColumn = columnKey;
    m_sortOrder = order;
    const int column = m_records->columnOf(columnKey);
    if (column >= 0) {
        horizontalHeader()->setSortIndicator(column, order);
    }
}

QStringList RecordView::layoutState() const
{
    QStringList state;
    const QHeaderView *header = horizontalHeader();
    for (int visual = 0; visual < header->count(); ++visual) {
        const int column = header->logicalIndex(visual);
        const bool last = column == header->logicalIndex(header->count() - 1);
        state.append(QStringLiteral("%1 %2 %3")
                         .arg(m_records->columns()[column].key)
                         .arg(header->isSectionHidden(column) || last ? m_records->columns()[column].width
                                                                      : header->sectionSize(column))
                         .arg(header->isSectionHidden(column) ? 0 : 1));
    }
    return state;
}

void RecordView::restoreLayoutState(const QStringList &state)
{
    m_restoring = true;
    m_ownWidths = !state.isEmpty();
    QHeaderView *header = horizontalHeader();
    int visual = 0;
    for (const QString &line : state) {
        const QStringList parts = line.split(u' ');
        const int column = parts.size() == 3 ? m_records->columnOf(parts[0]) : -1;
        if (column < 0) {
            continue;
        }
        header->moveSection(header->visualIndex(column), visual++);
        header->resizeSection(column, std::clamp(parts[1].toInt(), header->minimumSectionSize(), 2000));
        header->setSectionHidden(column, parts[2] == QLatin1String("0"));
    }
    m_restoring = false;
}

void RecordView::resetLayout()
{
    QStringList state;
    const QList<ColumnInfo> &columns = m_records->columns();
    for (int i = 0; i < columns.size(); ++i) {
        state.append(QStringLiteral("%1 %2 %3")
                         .arg(columns[i].key)
                         .arg(standardWidth(i))
                         .arg(columns[i].visible ? 1 : 0));
    }
    restoreLayoutState(state);
    m_ownWidths = false;
    fitSoon();
}

int RecordView::standardWidth(int column) const
{
    // Titles grow with the language: no column begins narrower than its own, sort arrow included.
    return std::max(m_records->columns()[column].width, horizontalHeader()->sectionSizeHint(column));
}

void RecordView::fitSoon()
{
    if (m_ownWidths || m_fitPending) {
        return;
    }
    m_fitPending = true;
    QMetaObject::invokeMethod(this, &RecordView::fitColumns, Qt::QueuedConnection);
}

void RecordView::fitColumns()
{
    m_fitPending = false;
    if (m_ownWidths || m_records == nullptr || m_records->rowCount() == 0) {
        return;
    }
    QHeaderView *header = horizontalHeader();
    QList<int> shown;
    QHash<int, int>
        lacks; // by column: what its text needs beyond the standard width, below 0 = what it leaves
    int spare = viewport()->width();
    int wanted = 0;
    int left = 0;
    for (int column = 0; column < header->count(); ++column) {
        if (!header->isSectionHidden(column)) {
            const int width = standardWidth(column);
            const int needed = std::max(sizeHintForColumn(column), header->sectionSizeHint(column));
            shown.append(column);
            lacks.insert(column, std::min(needed - width, kMostExtra));
            spare -= width;
            wanted += std::max(0, lacks[column]);
            left += std::max(0, -lacks[column]);
        }
    }
    const double grow = spare > 0 && wanted > 0 ? std::min(1.0, double(spare) / wanted) : 0;
    const double shrink = spare < 0 && left > 0 ? std::min(1.0, double(-spare) / left) : 0;
    m_restoring = true;
    for (const int column : std::as_const(shown)) {
        const double by = lacks[column] > 0 ? lacks[column] * grow : lacks[column] * shrink;
        header->resizeSection(column, standardWidth(column) + static_cast<int>(std::floor(by)));
    }
    m_restoring = false;
}

void RecordView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitSoon();
}

void RecordView::setColumnShown(int column, bool shown)
{
    QHeaderView *header = horizontalHeader();
    if (!shown && header->count() - header->hiddenSectionCount() <= 1) {
        return; // a table without columns could not be mended with the mouse
    }
    header->setSectionHidden(column, !shown);
    Q_EMIT layoutStateChanged();
}

void RecordView::fillColumnMenu(QMenu &menu)
{
    for (int column = 0; column < m_records->columns().size(); ++column) {
        QAction *action = menu.addAction(m_records->columns()[column].title);
        action->setObjectName(QStringLiteral("column-") + m_records->columns()[column].key);
        action->setCheckable(true);
        action->setChecked(!horizontalHeader()->isSectionHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool on) { setColumnShown(column, on); });
    }
    menu.addSeparator();
    connect(menu.addAction(Tr::tr("Reset columns")), &QAction::triggered, this, [this] {
        resetLayout();
        Q_EMIT layoutStateChanged();
    });
}

void RecordView::keyPressEvent(QKeyEvent *event)
{
    const bool tickable = m_records != nullptr && m_records->isTickable();
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (currentIndex().isValid()) {
            Q_EMIT opened(currentId());
        }
    } else if (tickable && event->key() == Qt::Key_Space && currentIndex().isValid()) {
        const int row = currentIndex().row();
        m_records->tick(row, !m_records->ticks().contains(m_records->idAt(row)));
    } else if (tickable && event->matches(QKeySequence::SelectAll)) {
        m_records->tickPage(true);
    } else {
        QTableView::keyPressEvent(event);
        return;
    }
    event->accept();
}

void RecordView::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    QWidget::update(); // the ring is drawn on the frame
}

void RecordView::focusOutEvent(QFocusEvent *event)
{
    QTableView::focusOutEvent(event);
    QWidget::update();
}

void RecordView::contextMenuEvent(QContextMenuEvent *event)
{
    QPoint at = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard && currentIndex().isValid()) {
        at = viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft());
    }
    Q_EMIT menuRequested(at);
}

} // namespace console
