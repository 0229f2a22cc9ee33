// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/recordmodelbase.h"

#include "console/kit/plaintip.h"

#include <QHash>

#include <algorithm>
#include <numeric>

namespace console
{

RecordModelBase::RecordModelBase(QList<ColumnInfo> columns, QObject *parent)
    : QAbstractTableModel(parent)
    , m_columns(std::move(columns))
{
}

int RecordModelBase::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

int RecordModelBase::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant RecordModelBase::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const ColumnInfo &column = m_columns[index.column()];
    if (role == IdRole) {
        return m_ids[index.row()];
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(
            Qt::Alignment(Qt::AlignVCenter | (column.numeric ? Qt::AlignTrailing : Qt::AlignLeading)));
    }
    if (role == Qt::CheckStateRole) {
        if (!m_tickable || index.column() != 0) {
            return {};
        }
        return m_ticks.contains(m_ids[index.row()]) ? Qt::Checked : Qt::Unchecked;
    }
    if (role == Qt::AccessibleTextRole) {
        return index.column() == 0 ? rowSummary(index.row())
                                   : column.title + QStringLiteral(": ") +
                                         cell(index.row(), index.column(), Qt::DisplayRole).toString();
    }
    const QVariant value = cell(index.row(), index.column(), role);
    return role == Qt::ToolTipRole && value.isValid() ? QVariant(plainTip(value.toString())) : value;
}

QVariant RecordModelBase::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_columns.size()) {
        return {};
    }
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole) {
        return m_columns[section].title;
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::Alignment(
            Qt::AlignVCenter | (m_columns[section].numeric ? Qt::AlignTrailing : Qt::AlignLeading)));
    }
    return {};
}

Qt::ItemFlags RecordModelBase::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return {};
    }
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (m_tickable && index.column() == 0) {
        flags |= Qt::ItemIsUserCheckable;
    }
    return flags | Qt::ItemNeverHasChildren;
}

bool RecordModelBase::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !m_tickable || !checkIndex(index, CheckIndexOption::IndexIsValid) ||
        index.column() != 0) {
        return false;
    }
    tick(index.row(), value.toInt() == Qt::Checked);
    return true;
}

void RecordModelBase::sort(int column, Qt::SortOrder order)
{
    if (column >= 0 && column < m_columns.size() && !m_columns[column].sortKey.isEmpty()) {
        Q_EMIT sortRequested(m_columns[column].key, order);
    }
}

int RecordModelBase::columnOf(const QString &key) const
{
    const auto found = std::find_if(m_columns.begin(), m_columns.end(),
                                    [&key](const ColumnInfo &column) { return column.key == key; });
    return found == m_columns.end() ? -1 : static_cast<int>(found - m_columns.begin());
}

QString RecordModelBase::rowSummary(int row) const
{
    QStringList parts;
    for (int column = 0; column < m_columns.size(); ++column) {
        const QString text = cell(row, column, Qt::DisplayRole).toString();
        if (!text.isEmpty()) {
            parts.append(m_columns[column].title + QStringLiteral(": ") + text);
        }
    }
    return parts.join(QStringLiteral(", "));
}

void RecordModelBase::touchColumn(const QString &key, int firstRow, int lastRow)
{
    const int column = columnOf(key);
    const int last = std::min(lastRow, rowCount() - 1);
    if (column >= 0 && firstRow >= 0 && firstRow <= last) {
        Q_EMIT dataChanged(index(firstRow, column), index(last, column), {Qt::DisplayRole});
    }
}

void RecordModelBase::setTicks(const RowSelection &ticks)
{
    if (ticks == m_ticks) {
        return;
    }
    m_ticks = ticks;
    if (!m_ids.isEmpty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), {Qt::CheckStateRole});
    }
    Q_EMIT ticksChanged();
}

void RecordModelBase::tick(int row, bool ticked)
{
    if (row < 0 || row >= m_ids.size() || m_ticks.contains(m_ids[row]) == ticked) {
        return;
    }
    m_ticks.set(m_ids[row], ticked);
    Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1), {Qt::CheckStateRole});
    Q_EMIT ticksChanged();
}

void RecordModelBase::tickPage(bool ticked)
{
    RowSelection ticks = m_ticks;
    for (const QString &id : std::as_const(m_ids)) {
        ticks.set(id, ticked);
    }
    setTicks(ticks);
}

void RecordModelBase::reconcile(const QStringList &ids)
{
    removeMissing(ids);
    orderLike(ids);
    // What is left stands in the order of the new rows: only insertions are missing.
    int changedFrom = -1;
    int row = 0;
    const auto flush = [&](int to) {
        if (changedFrom >= 0) {
            Q_EMIT dataChanged(index(changedFrom, 0), index(to, columnCount() - 1));
            changedFrom = -1;
        }
    };
    while (row < ids.size()) {
        if (row < m_ids.size() && m_ids[row] == ids[row]) {
            if (replaceRecord(row, row)) {
                changedFrom = changedFrom < 0 ? row : changedFrom;
            } else {
                flush(row - 1);
            }
            ++row;
            continue;
        }
        flush(row - 1);
        const qsizetype end = row < m_ids.size() ? ids.indexOf(m_ids[row], row) : ids.size();
        const int count = static_cast<int>(end) - row;
        beginInsertRows({}, row, row + count - 1);
        insertRecords(row, row, count);
        for (int i = 0; i < count; ++i) {
            m_ids.insert(row + i, ids[row + i]);
        }
        endInsertRows();
        row += count;
    }
    flush(row - 1);
}

void RecordModelBase::removeMissing(const QStringList &ids)
{
    const QSet<QString> wanted(ids.begin(), ids.end());
    for (int last = rowCount() - 1; last >= 0; --last) {
        if (wanted.contains(m_ids[last])) {
            continue;
        }
        int first = last;
        while (first > 0 && !wanted.contains(m_ids[first - 1])) {
            --first;
        }
        beginRemoveRows({}, first, last);
        removeRecords(first, last - first + 1);
        m_ids.remove(first, last - first + 1);
        endRemoveRows();
        last = first;
    }
}

void RecordModelBase::orderLike(const QStringList &ids)
{
    QHash<QString, int> place;
    for (int i = 0; i < ids.size(); ++i) {
        place.insert(ids[i], i);
    }
    QList<int> order(m_ids.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(),
              [&](int a, int b) { return place.value(m_ids[a]) < place.value(m_ids[b]); });
    if (std::is_sorted(order.begin(), order.end())) {
        return;
    }
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    QList<int> newRow(order.size());
    QStringList sorted;
    for (int i = 0; i < order.size(); ++i) {
        newRow[order[i]] = i;
        sorted.append(m_ids[order[i]]);
    }
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    for (const QModelIndex &old : before) {
        after.append(index(newRow[old.row()], old.column()));
    }
    orderRecords(order);
    m_ids = sorted;
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

} // namespace console
