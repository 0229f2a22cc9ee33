// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/criterionroweditor.h"

#include <QWidget>

class QToolButton;
class QVBoxLayout;

namespace console
{

/// The rows of an advanced search, all of which must hold, and "Add criteria".
class CriteriaEditor final : public QWidget
{
    Q_OBJECT
public:
    CriteriaEditor(CriterionFields fields, const Formats &formats, int most, QWidget *parent = nullptr);

    const CriterionFields &fields() const { return m_fields; }
    /// None = one row that waits to be filled in.
    void setRows(const QList<CriterionRow> &rows);
    QList<CriterionRow> rows() const;
    /// As criteria; nothing while a row lacks a value: that row says so and has the focus.
    std::optional<QList<common::Criterion>> criteria();
    /// Rows count from 0.
    void showProblem(int row, const QString &words);
    void focusFirst();
    int count() const { return static_cast<int>(m_rows.size()); }

Q_SIGNALS:
    void edited();
    void runRequested(); ///< Enter in a value

private:
    CriterionRowEditor *addRow(const CriterionRow &row);
    void removeRow(CriterionRowEditor *row);
    void renumber();
    void orderTabs();

    const CriterionFields m_fields;
    Formats m_formats;
    int m_most;
    QVBoxLayout *m_column;
    QToolButton *m_add;
    QList<CriterionRowEditor *> m_rows;
};

} // namespace console
