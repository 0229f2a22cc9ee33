// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/rowselection.h"

#include <QAbstractTableModel>
#include <QStringList>

namespace console
{

/// What a view must know of a column without knowing the record.
struct ColumnInfo {
    QString key; ///< stable: settings, sort, tests
    QString title;
    QString sortKey; ///< what the server orders by; empty = cannot be sorted
    int width = 120; ///< device-independent pixels, as first shown
    bool visible = true;
    bool numeric = false; ///< end-aligned, figures of equal width
};

enum RecordRole {
    RawRole = Qt::UserRole + 1, ///< the value behind the words: CSV
    IdRole,
    StatusIconRole, ///< StatusRole as int: shape and colour before the word
};

/// The difficult half of all record tables: columns, ticks, and reconciling by id, so that selection, scroll
/// and current row survive a refresh. Never resets after construction. GUI thread.
class RecordModelBase : public QAbstractTableModel
{
    Q_OBJECT
public:
    explicit RecordModelBase(QList<ColumnInfo> columns, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    /// Asks for another order; the rows come from whoever hears sortRequested().
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    const QList<ColumnInfo> &columns() const { return m_columns; }
    int columnOf(const QString &key) const; ///< -1 = none
    QString idAt(int row) const { return m_ids.value(row); }
    int rowOf(const QString &id) const { return static_cast<int>(m_ids.indexOf(id)); }
    const QStringList &ids() const { return m_ids; }
    /// "USER: Anna, DATE: Today, …" for screen readers.
    QString rowSummary(int row) const;
    /// Only these cells are asked for again: elapsed times.
    void touchColumn(const QString &key, int firstRow, int lastRow);

    /// Ticks stand before the first column's text. Off by default.
    void setTickable(bool tickable) { m_tickable = tickable; }
    bool isTickable() const { return m_tickable; }
    const RowSelection &ticks() const { return m_ticks; }
    void setTicks(const RowSelection &ticks);
    void tick(int row, bool ticked);
    void tickPage(bool ticked);

Q_SIGNALS:
    void sortRequested(const QString &columnKey, Qt::SortOrder order);
    void ticksChanged();

protected:
    /// The new rows are with the subclass under indices 0..ids.size()-1; ids are unique and not empty.
    void reconcile(const QStringList &ids);

    virtual QVariant cell(int row, int column, int role) const = 0;
    virtual void removeRecords(int first, int count) = 0;
    /// Row i becomes what was row order[i].
    virtual void orderRecords(const QList<int> &order) = 0;
    virtual void insertRecords(int row, int firstNew, int count) = 0;
    /// Takes new row `source` into `row`; whether it differed.
    virtual bool replaceRecord(int row, int source) = 0;

private:
    void removeMissing(const QStringList &ids);
    void orderLike(const QStringList &ids);

    QList<ColumnInfo> m_columns;
    QStringList m_ids;
    RowSelection m_ticks;
    bool m_tickable = false;
};

} // namespace console
