// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/recordmodelbase.h"

#include <functional>
#include <vector>

namespace console
{

/// One column of a record's table.
template <typename R>
struct Column {
    ColumnInfo info;
    std::function<QString(const R &)> display;
    std::function<QVariant(const R &)> raw{};       ///< for CSV; without it the displayed text
    std::function<QVariant(const R &, int)> role{}; ///< further roles: tooltip, StatusIconRole
};

/// Rows of one type. The id names a row for ever: a call's id, a user's id.
template <typename R>
class RecordModel final : public RecordModelBase
{
public:
    using IdOf = std::function<QString(const R &)>;

    RecordModel(std::vector<Column<R>> columns, IdOf idOf, QObject *parent = nullptr)
        : RecordModelBase(infosOf(columns), parent)
        , m_columnsOf(std::move(columns))
        , m_idOf(std::move(idOf))
    {
    }

    const QList<R> &records() const { return m_rows; }
    const R *record(const QString &id) const
    {
        const int row = rowOf(id);
        return row < 0 ? nullptr : &m_rows[row];
    }
    /// Rows that are given twice are taken once, and those without an id not at all.
    void setRecords(QList<R> rows)
    {
        m_next.clear();
        QStringList ids;
        QSet<QString> seen;
        for (R &row : rows) {
            const QString id = m_idOf(row);
            if (!id.isEmpty() && !seen.contains(id)) {
                seen.insert(id);
                ids.append(id);
                m_next.append(std::move(row));
            }
        }
        reconcile(ids);
        m_next.clear();
    }
    /// In place, when the row is on the screen.
    void update(R record)
    {
        QList<R> rows = m_rows;
        const int row = rowOf(m_idOf(record));
        if (row >= 0) {
            rows[row] = std::move(record);
            setRecords(std::move(rows));
        }
    }
    void remove(const QString &id)
    {
        QList<R> rows = m_rows;
        const int row = rowOf(id);
        if (row >= 0) {
            rows.removeAt(row);
            setRecords(std::move(rows));
        }
    }
    QString idOf(const R &record) const { return m_idOf(record); }
    /// Display or raw value of a record that need not be in the table: CSV of other pages.
    QVariant value(const R &record, int column, int role) const
    {
        const Column<R> &c = m_columnsOf[static_cast<size_t>(column)];
        if (role == RawRole && c.raw) {
            return c.raw(record);
        }
        if (role == Qt::DisplayRole || role == RawRole) {
            return c.display(record);
        }
        return c.role ? c.role(record, role) : QVariant();
    }

protected:
    QVariant cell(int row, int column, int role) const override { return value(m_rows[row], column, role); }
    void removeRecords(int first, int count) override { m_rows.remove(first, count); }
    void orderRecords(const QList<int> &order) override
    {
        QList<R> rows;
        rows.reserve(order.size());
        for (const int from : order) {
            rows.append(std::move(m_rows[from]));
        }
        m_rows = std::move(rows);
    }
    void insertRecords(int row, int firstNew, int count) override
    {
        for (int i = 0; i < count; ++i) {
            m_rows.insert(row + i, m_next[firstNew + i]);
        }
    }
    bool replaceRecord(int row, int source) override
    {
        if (m_rows[row] == m_next[source]) {
            return false;
        }
        m_rows[row] = m_next[source];
        return true;
    }

private:
    static QList<ColumnInfo> infosOf(const std::vector<Column<R>> &columns)
    {
        QList<ColumnInfo> infos;
        for (const Column<R> &column : columns) {
            infos.append(column.info);
        }
        return infos;
    }

    std::vector<Column<R>> m_columnsOf;
    IdOf m_idOf;
    QList<R> m_rows;
    QList<R> m_next;
};

} // namespace console
