// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/fieldform.h"

#include "console/kit/spacing.h"
#include "console/kit/theme.h"

#include <QGridLayout>
#include <QLabel>

namespace console
{

FieldForm::FieldForm(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(kGap);
    m_grid->setVerticalSpacing(0); // empty lines are kept for errors: the gap is the field's own
    m_grid->setColumnStretch(1, 1);
    setMaximumWidth(kFormWidth);
}

void FieldForm::addField(const QString &key, const QString &label, QWidget *field, bool required)
{
    auto *name = new QLabel(required ? tr("%1 *").arg(label) : label, this);
    name->setBuddy(field);
    name->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    field->setAccessibleName(required ? tr("%1, required").arg(label) : label);
    auto *error = new QLabel(this);
    error->setWordWrap(true);
    error->setForegroundRole(QPalette::WindowText);
    error->hide();
    field->setMinimumHeight(kRowHeight);
    m_grid->addWidget(name, m_line, 0);
    m_grid->addWidget(field, m_line, 1);
    m_grid->addWidget(error, m_line + 1, 1);
    m_grid->setRowMinimumHeight(m_line + 3, kGapSmall);
    m_rows.push_back({key, name, field, error});
    m_line += 4; // one line is left for a note, one is the gap
}

void FieldForm::addWide(QWidget *widget)
{
    m_grid->addWidget(widget, m_line, 1);
    m_grid->setRowMinimumHeight(m_line + 1, kUnit);
    m_line += 2;
}

void FieldForm::addNote(QWidget *note)
{
    m_grid->addWidget(note, m_line - 2, 1);
}

void FieldForm::setFieldVisible(const QString &key, bool visible)
{
    for (const Row &row : m_rows) {
        if (row.key == key) {
            row.label->setVisible(visible);
            row.field->setVisible(visible);
            row.error->setVisible(visible && !row.error->text().isEmpty());
        }
    }
}

QStringList FieldForm::showErrors(const QMap<QString, QString> &errors)
{
    clearErrors();
    QStringList other = errors.keys();
    const Row *first = nullptr;
    for (const Row &row : m_rows) {
        const QString words = errors.value(row.key);
        if (words.isEmpty()) {
            continue;
        }
        other.removeAll(row.key);
        QPalette colours = palette();
        colours.setColor(QPalette::WindowText, statusColor(StatusRole::Failed, palette()));
        row.error->setPalette(colours);
        row.error->setText(words);
        row.error->show();
        row.field->setAccessibleDescription(words);
        first = first == nullptr ? &row : first;
    }
    if (first != nullptr) {
        first->field->setFocus(Qt::OtherFocusReason);
    }
    return other;
}

void FieldForm::clearErrors()
{
    for (const Row &row : m_rows) {
        row.error->clear();
        row.error->hide();
        row.field->setAccessibleDescription({});
    }
}

QString FieldForm::errorOf(const QString &key) const
{
    for (const Row &row : m_rows) {
        if (row.key == key) {
            return row.error->text();
        }
    }
    return {};
}

} // namespace console
