// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/criterion.h"

#include <QWidget>

class QComboBox;
class QToolButton;

namespace console
{

class ThemedLabel;

/// One row of an advanced search: field, operator, values, a button that takes it away.
class CriterionRowEditor final : public QWidget
{
    Q_OBJECT
public:
    /// The fields outlive it.
    CriterionRowEditor(const CriterionFields &fields, const Formats &formats, QWidget *parent);

    /// Its place is part of what screen readers say: "Field of criterion 2".
    void setPlace(int place);
    void setRow(const CriterionRow &row);
    CriterionRow row() const;
    const CriterionField &field() const;
    void showProblem(const QString &words); ///< empty = none
    void focusValue();
    /// Puts its parts behind `before` in the order of Tab; gives the last one.
    QWidget *tabBehind(QWidget *before);

Q_SIGNALS:
    void edited();
    void removeRequested();
    void runRequested();

private:
    void showOperators(const QString &op);
    void showValues(const QVariantList &values);
    QWidget *makeValue(int index, const QVariant &value);
    void askName(int index);
    void nameParts();

    const CriterionFields &m_fields;
    Formats m_formats;
    int m_place = 0;
    QComboBox *m_field;
    QComboBox *m_operator;
    QWidget *m_values;
    QToolButton *m_remove;
    ThemedLabel *m_problem;
    struct Value {
        QWidget *widget;
        std::function<QVariant()> value;
    };
    QList<Value> m_editors;
};

} // namespace console
