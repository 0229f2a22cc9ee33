// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/recordformbase.h"

#include "console/kit/fieldeditor.h"
#include "console/kit/formats.h"
#include "console/kit/formcolumn.h"
#include "console/kit/formsummary.h"
#include "console/kit/spacing.h"
#include "console/kit/themedlabel.h"
#include "console/kit/tr.h"

#include <QCheckBox>
#include <QDate>
#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

namespace console
{

namespace
{

QLabel *asNote(QLabel *note)
{
    note->setWordWrap(true);
    note->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return note;
}

} // namespace

RecordFormBase::RecordFormBase(QList<FieldInfo> fields, QWidget *parent)
    : QWidget(parent)
    , m_fields(std::move(fields))
{
    build();
    updateEnabled();
    m_clean = values();
}

void RecordFormBase::build()
{
    auto *column = new FormColumn(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGapLarge);
    m_summary = new FormSummary(this);
    connect(m_summary, &FormSummary::reloadRequested, this, &RecordFormBase::reloadRequested);
    connect(m_summary, &FormSummary::overwriteRequested, this, &RecordFormBase::overwriteRequested);
    connect(m_summary, &FormSummary::followed, this, &RecordFormBase::follow);
    column->addWidget(m_summary);

    auto *form = m_form = new QFormLayout;
    form->setLabelAlignment(Qt::AlignTrailing | Qt::AlignTop);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    form->setHorizontalSpacing(kGapLarge);
    form->setVerticalSpacing(kGapLarge);
    for (const FieldInfo &info : m_fields) {
        Row row = makeRow(info);
        if (!info.section.isEmpty() || info.sectionOf) {
            row.heading = makeHeading(info.section);
            form->addRow(row.heading);
        }
        m_rows.insert(info.key, row);
        form->addRow(row.label, row.editor->widget()->parentWidget());
    }
    column->addLayout(form);
    column->addStretch();
}

QLabel *RecordFormBase::makeHeading(const QString &text)
{
    auto *heading = new ThemedLabel(ColorRole::MutedText, this);
    heading->setText(text);
    QFont font = heading->font();
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    heading->setContentsMargins(0, kGapSmall, 0, 0);
    return heading;
}

bool RecordFormBase::isDirty() const
{
    return m_bulk ? !changedKeys().isEmpty() : values() != m_clean;
}

void RecordFormBase::setBulk(const QVariantMap &common)
{
    m_bulk = true;
    setValues(common);
    for (const FieldInfo &info : std::as_const(m_fields)) {
        Row &row = m_rows[info.key];
        QWidget *cell = row.editor->widget()->parentWidget();
        const QString same = buttonText(valueText(info.key, common.value(info.key)));
        const QString leave =
            common.contains(info.key)
                //: bulk edit; %1 is the value that all have
                ? Tr::tr("%1 (leave as is)").arg(same.isEmpty() ? QStringLiteral("–") : same)
                : Tr::tr("(mixed — leave as is)");
        row.change = new QCheckBox(leave, cell);
        row.change->setObjectName(info.key + QStringLiteral("-change"));
        row.change->setAccessibleName(Tr::tr("Change “%1”").arg(info.label));
        static_cast<QVBoxLayout *>(cell->layout())->insertWidget(0, row.change);
        row.label->setBuddy(row.change);
        const auto show = [this, key = info.key, leave] {
            const Row &shown = m_rows[key];
            const bool on = shown.change->isChecked();
            shown.change->setText(on ? Tr::tr("Change to") : leave);
            shown.editor->widget()->setVisible(on);
            if (shown.help != nullptr) {
                shown.help->setVisible(on);
            }
        };
        connect(row.change, &QCheckBox::toggled, this, [this, show] {
            show();
            Q_EMIT edited();
        });
        show();
    }
}

QStringList RecordFormBase::changedKeys() const
{
    QStringList keys;
    for (const FieldInfo &info : m_fields) {
        const Row &row = *m_rows.find(info.key);
        if (row.change != nullptr && row.change->isChecked()) {
            keys.append(info.key);
        }
    }
    return keys;
}

RecordFormBase::Row RecordFormBase::makeRow(const FieldInfo &info)
{
    Row row;
    auto *cell = new QWidget(this);
    auto *lines = new QVBoxLayout(cell);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(kUnit);
    row.editor = FieldEditor::make(info, cell);
    // A column of its own: numbers and combos need not be as wide as the form.
    const bool narrow = info.kind == EditorKind::Int || info.kind == EditorKind::Decimal ||
                        info.kind == EditorKind::Duration || info.kind == EditorKind::Choice ||
                        info.kind == EditorKind::Day;
    lines->addWidget(row.editor->widget(), 0, narrow ? Qt::AlignLeading : Qt::Alignment());
    if (!info.help.isEmpty()) {
        QLabel *help = asNote(new ThemedLabel(ColorRole::MutedText, cell));
        help->setText(info.help);
        row.help = help;
        lines->addWidget(help);
    }
    row.error = asNote(new ThemedLabel(StatusRole::Failed, cell));
    row.error->setObjectName(info.key + QStringLiteral("-error"));
    row.error->hide();
    lines->addWidget(row.error);
    row.label = new QLabel(info.required ? info.label + QStringLiteral(" *") : info.label, this);
    row.label->setBuddy(row.editor->widget());
    connect(row.editor, &FieldEditor::edited, this, [this, key = info.key] { takeEdit(key); });
    return row;
}

QVariantMap RecordFormBase::values() const
{
    QVariantMap values;
    for (auto it = m_rows.begin(); it != m_rows.end(); ++it) {
        values.insert(it.key(), it->editor->value());
    }
    return values;
}

void RecordFormBase::setValues(const QVariantMap &values)
{
    for (auto it = values.begin(); it != values.end(); ++it) {
        if (m_rows.contains(it.key())) {
            m_rows[it.key()].editor->setValue(it.value());
        }
    }
    m_clean = this->values();
    clearMessages();
    updateEnabled();
}

void RecordFormBase::edit(const QString &key, const QVariant &value)
{
    if (m_rows.contains(key)) {
        m_rows[key].editor->setValue(value);
        takeEdit(key);
    }
}

void RecordFormBase::takeEdit(const QString &key)
{
    for (const FieldInfo &info : std::as_const(m_fields)) {
        if (info.following.keys.contains(key)) {
            const QVariantMap now = values();
            const QVariant value = info.following.value(now.value(info.key), now);
            if (value.isValid()) {
                m_rows[info.key].editor->setValue(value);
            }
        }
    }
    updateEnabled();
    Q_EMIT edited();
}

bool RecordFormBase::updateVisible(const QVariantMap &now)
{
    bool changed = false;
    for (const FieldInfo &info : std::as_const(m_fields)) {
        Row &row = m_rows[info.key];
        const bool shown = !info.visible || info.visible(now);
        if (row.shown != shown) {
            changed = true;
            row.shown = shown;
            m_form->setRowVisible(row.editor->widget()->parentWidget(), shown);
        }
        if (row.heading != nullptr) {
            const QString section = info.sectionOf ? info.sectionOf(now) : info.section;
            row.heading->setText(section);
            m_form->setRowVisible(row.heading, shown && !section.isEmpty());
        }
    }
    return changed;
}

void RecordFormBase::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    updateEnabled();
}

void RecordFormBase::updateEnabled()
{
    const QVariantMap now = values();
    for (const FieldInfo &info : std::as_const(m_fields)) {
        const bool enabled = !m_readOnly && (!info.enabled || info.enabled(now));
        m_rows[info.key].editor->widget()->setEnabled(enabled);
        m_rows[info.key].label->setEnabled(enabled);
    }
    if (updateVisible(now)) {
        Q_EMIT rowsChanged();
    }
}

bool RecordFormBase::validate()
{
    QMap<QString, QString> errors;
    const QVariantMap now = values();
    for (const FieldInfo &info : std::as_const(m_fields)) {
        const QVariant value = now.value(info.key);
        const Row &row = m_rows[info.key];
        if (!row.shown || !row.editor->widget()->isEnabled() ||
            (row.change != nullptr && !row.change->isChecked())) {
            continue;
        }
        const bool empty = !value.isValid() ||
                           (value.typeId() == QMetaType::QString && value.toString().trimmed().isEmpty()) ||
                           (value.canConvert<Reference>() && value.value<Reference>().id.isEmpty()) ||
                           (value.canConvert<References>() && value.value<References>().isEmpty());
        if (info.required && empty) {
            errors.insert(info.key, Tr::tr("A value is required."));
        } else if (info.check) {
            const QString wrong = info.check(value, now);
            if (!wrong.isEmpty()) {
                errors.insert(info.key, wrong);
            }
        }
    }
    setErrors(errors);
    return errors.isEmpty();
}

void RecordFormBase::setErrors(const QMap<QString, QString> &errors)
{
    m_errors = errors;
    QList<FormSummary::Line> lines;
    for (const FieldInfo &info : std::as_const(m_fields)) {
        const QString wrong = errors.value(info.key);
        const Row &row = m_rows[info.key];
        row.error->setText(breakable(wrong));
        row.error->setVisible(!wrong.isEmpty());
        if (wrong.isEmpty()) {
            continue;
        }
        if (lines.isEmpty()) {
            row.editor->widget()->setFocus(Qt::OtherFocusReason);
        }
        lines.append({info.key, info.label, wrong});
    }
    for (auto it = errors.begin(); it != errors.end(); ++it) {
        if (!m_rows.contains(it.key())) {
            lines.append({{}, {}, it.value()});
        }
    }
    m_summary->showErrors(lines);
}

void RecordFormBase::setFailure(const QString &sentence)
{
    m_summary->showFailure(sentence);
}

void RecordFormBase::showConflict(const QList<FieldConflict> &conflicts)
{
    const QVariantMap mine = values();
    QStringList lines;
    for (const FieldConflict &conflict : conflicts) {
        const auto info = std::find_if(m_fields.begin(), m_fields.end(),
                                       [&](const FieldInfo &f) { return f.key == conflict.key; });
        if (info != m_fields.end() && mine.value(conflict.key) != conflict.theirs) {
            //: a conflict: name of a field, my value, the value of somebody else
            lines.append(Tr::tr("%1: yours is %2, theirs is %3")
                             .arg(info->label, valueText(conflict.key, mine.value(conflict.key)),
                                  valueText(conflict.key, conflict.theirs)));
        }
    }
    m_summary->showConflict(lines);
}

void RecordFormBase::showEvent(QShowEvent *event)
{
    // No wider than is good to read, but a box whose words are long in some language is not cut.
    int labels = 0;
    int cells = 0;
    for (const Row &row : std::as_const(m_rows)) {
        labels = std::max(labels, row.label->sizeHint().width());
        cells = std::max(cells, row.editor->widget()->parentWidget()->minimumSizeHint().width());
    }
    setMaximumWidth(std::max(kFormWidth, labels + kGapLarge + cells));
    QWidget::showEvent(event);
}

void RecordFormBase::clearMessages()
{
    setErrors({});
}

QString RecordFormBase::valueText(const QString &key, const QVariant &value) const
{
    for (const FieldInfo &info : m_fields) {
        if (info.key != key) {
            continue;
        }
        if (info.kind == EditorKind::Bool) {
            return value.toBool() ? Tr::tr("on") : Tr::tr("off");
        }
        for (const FieldChoice &choice : info.choices) {
            if (choice.value == value) {
                return choice.text;
            }
        }
    }
    if (value.canConvert<Reference>()) {
        return value.value<Reference>().name;
    }
    if (value.canConvert<References>()) {
        QStringList names;
        for (const Reference &reference : value.value<References>()) {
            names.append(reference.name);
        }
        return names.join(QStringLiteral(", "));
    }
    if (value.typeId() == QMetaType::QStringList) {
        return value.toStringList().join(QStringLiteral(", "));
    }
    if (value.typeId() == QMetaType::QDate) {
        return QLocale().toString(value.toDate(), QLocale::ShortFormat);
    }
    return value.typeId() == QMetaType::Double ? QLocale().toString(value.toDouble()) : value.toString();
}

void RecordFormBase::setExtraPanel(QWidget *panel)
{
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->insertWidget(column->count() - 1, panel);
}

void RecordFormBase::follow(const QString &link)
{
    if (m_rows.contains(link)) {
        m_rows[link].editor->widget()->setFocus(Qt::OtherFocusReason);
    }
}

} // namespace console
