// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/criteriaeditor.h"

#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"

#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace console
{

CriteriaEditor::CriteriaEditor(CriterionFields fields, const Formats &formats, int most, QWidget *parent)
    : QWidget(parent)
    , m_fields(std::move(fields))
    , m_formats(formats)
    , m_most(most)
    , m_column(new QVBoxLayout(this))
    , m_add(new QToolButton(this))
{
    setObjectName(QStringLiteral("criteria"));
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(kGapSmall);
    m_add->setObjectName(QStringLiteral("add-criteria"));
    m_add->setText(Tr::tr("Add criteria"));
    m_add->setIcon(icon(QStringLiteral("plus")));
    m_add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_add->setAutoRaise(true);
    m_add->setFocusPolicy(Qt::StrongFocus);
    m_column->addWidget(m_add, 0, Qt::AlignLeading);
    connect(m_add, &QToolButton::clicked, this, [this] {
        addRow({})->focusValue();
        renumber();
        Q_EMIT edited();
    });
    setRows({});
}

CriterionRowEditor *CriteriaEditor::addRow(const CriterionRow &row)
{
    auto *editor = new CriterionRowEditor(m_fields, m_formats, this);
    if (!row.field.isEmpty()) {
        editor->setRow(row);
    }
    m_column->insertWidget(static_cast<int>(m_rows.size()), editor);
    m_rows.append(editor);
    connect(editor, &CriterionRowEditor::edited, this, [this] {
        orderTabs(); // values come and go
        Q_EMIT edited();
    });
    connect(editor, &CriterionRowEditor::runRequested, this, &CriteriaEditor::runRequested);
    connect(editor, &CriterionRowEditor::removeRequested, this, [this, editor] { removeRow(editor); });
    editor->show();
    return editor;
}

void CriteriaEditor::removeRow(CriterionRowEditor *row)
{
    const qsizetype at = m_rows.indexOf(row);
    m_rows.removeAt(at);
    m_column->removeWidget(row);
    row->hide();
    row->deleteLater();
    if (m_rows.isEmpty()) {
        addRow({});
    }
    renumber();
    m_rows[std::min(at, m_rows.size() - 1)]->focusValue();
    Q_EMIT edited();
}

void CriteriaEditor::renumber()
{
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        m_rows[i]->setPlace(static_cast<int>(i) + 1);
    }
    const bool full = m_rows.size() >= m_most;
    m_add->setEnabled(!full);
    m_add->setToolTip(full ? Tr::tr("A search has %n criteria at most.", nullptr, m_most) : QString());
    orderTabs();
}

/// Rows are made later than what stands below them.
void CriteriaEditor::orderTabs()
{
    QWidget *before = this;
    for (CriterionRowEditor *row : std::as_const(m_rows)) {
        before = row->tabBehind(before);
    }
    setTabOrder(before, m_add);
}

void CriteriaEditor::setRows(const QList<CriterionRow> &rows)
{
    while (!m_rows.isEmpty()) {
        CriterionRowEditor *row = m_rows.takeLast();
        m_column->removeWidget(row);
        row->hide();
        row->deleteLater();
    }
    for (const CriterionRow &row : rows) {
        addRow(row);
    }
    if (rows.isEmpty()) {
        addRow({});
    }
    renumber();
}

QList<CriterionRow> CriteriaEditor::rows() const
{
    QList<CriterionRow> rows;
    for (const CriterionRowEditor *row : m_rows) {
        rows.append(row->row());
    }
    return rows;
}

std::optional<QList<common::Criterion>> CriteriaEditor::criteria()
{
    QList<common::Criterion> criteria;
    CriterionRowEditor *lacking = nullptr;
    for (CriterionRowEditor *row : std::as_const(m_rows)) {
        if (auto criterion = criterionOf(row->row(), row->field(), m_formats)) {
            row->showProblem({});
            criteria.append(std::move(*criterion));
            continue;
        }
        row->showProblem(Tr::tr("Enter what to search for, or remove this criterion."));
        lacking = lacking == nullptr ? row : lacking;
    }
    if (lacking != nullptr) {
        lacking->focusValue();
        return std::nullopt;
    }
    return criteria;
}

void CriteriaEditor::showProblem(int row, const QString &words)
{
    if (row >= 0 && row < m_rows.size()) {
        m_rows[row]->showProblem(words);
    }
}

void CriteriaEditor::focusFirst()
{
    m_rows.first()->focusValue();
}

} // namespace console
