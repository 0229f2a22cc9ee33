// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/fieldeditor.h"

#include "console/kit/flowlayout.h"
#include "console/kit/listeditors.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"
#include "console/kit/wheelguard.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QSignalBlocker>
#include <QSpinBox>

namespace console
{

namespace
{

class LineEditor final : public FieldEditor
{
public:
    LineEditor(const FieldInfo &info, QWidget *parent)
        : FieldEditor(parent)
        , m_edit(new QLineEdit(parent))
    {
        m_edit->setMaxLength(info.maxLength);
        m_edit->setPlaceholderText(info.placeholder);
        if (info.kind == EditorKind::Secret) {
            m_edit->setEchoMode(QLineEdit::Password);
        }
        connect(m_edit, &QLineEdit::textEdited, this, &FieldEditor::edited);
    }
    QWidget *widget() const override { return m_edit; }
    QVariant value() const override { return m_edit->text(); }
    void setValue(const QVariant &value) override { m_edit->setText(value.toString()); }

private:
    QLineEdit *m_edit;
};

class TextEditor final : public FieldEditor
{
public:
    TextEditor(const FieldInfo &info, QWidget *parent)
        : FieldEditor(parent)
        , m_edit(new QPlainTextEdit(parent))
    {
        m_edit->setPlaceholderText(info.placeholder);
        m_edit->setTabChangesFocus(true);
        m_edit->setMaximumHeight(m_edit->fontMetrics().lineSpacing() * 6);
        connect(m_edit, &QPlainTextEdit::textChanged, this, &FieldEditor::edited);
    }
    QWidget *widget() const override { return m_edit; }
    QVariant value() const override { return m_edit->toPlainText(); }
    void setValue(const QVariant &value) override
    {
        const QSignalBlocker blocker(m_edit);
        m_edit->setPlainText(value.toString());
    }

private:
    QPlainTextEdit *m_edit;
};

class IntEditor final : public FieldEditor
{
public:
    IntEditor(const FieldInfo &info, QWidget *parent)
        : FieldEditor(parent)
        , m_edit(new QSpinBox(parent))
    {
        m_edit->setRange(static_cast<int>(info.minimum), static_cast<int>(info.maximum));
        m_edit->setSuffix(info.suffix.isEmpty() ? QString() : QStringLiteral(" ") + info.suffix);
        m_edit->setSpecialValueText(info.minimumText);
        guardWheel(m_edit);
        connect(m_edit, &QSpinBox::valueChanged, this, &FieldEditor::edited);
    }
    QWidget *widget() const override { return m_edit; }
    QVariant value() const override { return m_edit->value(); }
    void setValue(const QVariant &value) override
    {
        const QSignalBlocker blocker(m_edit);
        m_edit->setValue(value.toInt());
    }

private:
    QSpinBox *m_edit;
};

class DecimalEditor final : public FieldEditor
{
public:
    DecimalEditor(const FieldInfo &info, QWidget *parent)
        : FieldEditor(parent)
        , m_edit(new QDoubleSpinBox(parent))
    {
        m_edit->setDecimals(info.decimals);
        m_edit->setRange(info.minimum, info.maximum);
        m_edit->setSingleStep(0.5);
        m_edit->setSuffix(info.suffix.isEmpty() ? QString() : QStringLiteral(" ") + info.suffix);
        guardWheel(m_edit);
        connect(m_edit, &QDoubleSpinBox::valueChanged, this, &FieldEditor::edited);
    }
    QWidget *widget() const override { return m_edit; }
    QVariant value() const override { return m_edit->value(); }
    void setValue(const QVariant &value) override
    {
        const QSignalBlocker blocker(m_edit);
        m_edit->setValue(value.toDouble());
    }

private:
    QDoubleSpinBox *m_edit;
};

/// Seconds, written "1:30" or "90".
class DurationEditor final : public FieldEditor
{
public:
    DurationEditor(const FieldInfo &info, QWidget *parent)
        : FieldEditor(parent)
        , m_edit(new QLineEdit(parent))
        , m_minimum(static_cast<int>(info.minimum))
        , m_maximum(static_cast<int>(info.maximum))
    {
        m_edit->setPlaceholderText(Tr::tr("minutes:seconds"));
        connect(m_edit, &QLineEdit::textEdited, this, &FieldEditor::edited);
    }
    QWidget *widget() const override { return m_edit; }
    QVariant value() const override
    {
        int seconds = 0;
        for (const QString &part : m_edit->text().split(u':')) {
            bool ok = false;
            const int number = part.trimmed().toInt(&ok);
            if (!ok || number < 0 || seconds > 1'000'000) {
                return {};
            }
            seconds = seconds * 60 + number;
        }
        return seconds >= m_minimum && seconds <= m_maximum ? QVariant(seconds) : QVariant();
    }
    void setValue(const QVariant &value) override
    {
        const int seconds = value.toInt();
        m_edit->setText(QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0')));
    }

private:
    QLineEdit *m_edit;
    int m_minimum;
    int m_maximum;
};

class BoolEditor final : public FieldEditor
{
public:
    BoolEditor(const FieldInfo &info, QWidget *parent)
        : FieldEditor(parent)
        , m_box(new QCheckBox(info.words, parent))
    {
        connect(m_box, &QCheckBox::toggled, this, &FieldEditor::edited);
    }
    QWidget *widget() const override { return m_box; }
    QVariant value() const override { return m_box->isChecked(); }
    void setValue(const QVariant &value) override
    {
        const QSignalBlocker blocker(m_box);
        m_box->setChecked(value.toBool());
    }

private:
    QCheckBox *m_box;
};

class ChoiceEditor final : public FieldEditor
{
public:
    ChoiceEditor(const FieldInfo &info, QWidget *parent)
        : FieldEditor(parent)
        , m_box(new QComboBox(parent))
    {
        for (const FieldChoice &choice : info.choices) {
            m_box->addItem(choice.text, choice.value);
        }
        guardWheel(m_box);
        connect(m_box, &QComboBox::currentIndexChanged, this, &FieldEditor::edited);
    }
    QWidget *widget() const override { return m_box; }
    QVariant value() const override { return m_box->currentData(); }
    void setValue(const QVariant &value) override
    {
        const QSignalBlocker blocker(m_box);
        m_box->setCurrentIndex(m_box->findData(value));
    }

private:
    QComboBox *m_box;
};

/// Few choices, all seen at once; they wrap when the line is too short.
class RadioEditor final : public FieldEditor
{
public:
    RadioEditor(const FieldInfo &info, QWidget *parent)
        : FieldEditor(parent)
        , m_widget(new QWidget(parent))
        , m_group(new QButtonGroup(this))
        , m_choices(info.choices)
    {
        auto *row = new FlowLayout(m_widget);
        row->setSpacing(kGapLarge);
        for (int i = 0; i < m_choices.size(); ++i) {
            auto *button = new QRadioButton(m_choices[i].text, m_widget);
            button->setObjectName(info.key + u'-' + m_choices[i].value.toString());
            button->setAccessibleName(info.label + QStringLiteral(": ") + m_choices[i].text);
            m_group->addButton(button, i);
            row->addWidget(button);
        }
        connect(m_group, &QButtonGroup::idToggled, this, [this](int, bool on) {
            if (on) {
                Q_EMIT edited();
            }
        });
    }
    QWidget *widget() const override { return m_widget; }
    QVariant value() const override
    {
        const int id = m_group->checkedId();
        return id < 0 ? QVariant() : m_choices[id].value;
    }
    void setValue(const QVariant &value) override
    {
        const QSignalBlocker blocker(m_group);
        for (int i = 0; i < m_choices.size(); ++i) {
            if (m_choices[i].value == value) {
                m_group->button(i)->setChecked(true);
                m_widget->setFocusProxy(m_group->button(i));
            }
        }
    }

private:
    QWidget *m_widget;
    QButtonGroup *m_group;
    QList<FieldChoice> m_choices;
};

/// A list of boxes; the value is the list of ticked values.
class MultiChoiceEditor final : public FieldEditor
{
public:
    MultiChoiceEditor(const FieldInfo &info, QWidget *parent)
        : FieldEditor(parent)
        , m_list(new QListWidget(parent))
    {
        QString group;
        for (const FieldChoice &choice : info.choices) {
            if (choice.group != group) {
                group = choice.group;
                addHeading(group);
            }
            auto *item = new QListWidgetItem(choice.text, m_list);
            item->setData(Qt::UserRole, choice.value);
            item->setCheckState(Qt::Unchecked);
        }
        m_list->setWordWrap(true);
        m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // sentences wrap instead
        m_list->setMinimumHeight(std::min<int>(static_cast<int>(info.choices.size()), 12) * kRowHeight);
        connect(m_list, &QListWidget::itemChanged, this, &FieldEditor::edited);
    }
    QWidget *widget() const override { return m_list; }
    QVariant value() const override
    {
        QStringList ticked;
        for (int i = 0; i < m_list->count(); ++i) {
            if (m_list->item(i)->checkState() == Qt::Checked) {
                ticked.append(m_list->item(i)->data(Qt::UserRole).toString());
            }
        }
        return ticked;
    }
    void setValue(const QVariant &value) override
    {
        const QSignalBlocker blocker(m_list);
        const QStringList ticked = value.toStringList();
        for (int i = 0; i < m_list->count(); ++i) {
            if (!m_list->item(i)->data(Qt::UserRole).isValid()) {
                continue;
            }
            const bool on = ticked.contains(m_list->item(i)->data(Qt::UserRole).toString());
            m_list->item(i)->setCheckState(on ? Qt::Checked : Qt::Unchecked);
        }
    }

private:
    void addHeading(const QString &text)
    {
        auto *item = new QListWidgetItem(text, m_list);
        item->setFlags(Qt::ItemIsEnabled);
        QFont font = m_list->font();
        font.setWeight(QFont::DemiBold);
        item->setFont(font);
    }

    QListWidget *m_list;
};

FieldEditor *construct(const FieldInfo &info, QWidget *parent)
{
    switch (info.kind) {
    case EditorKind::Text: return new TextEditor(info, parent);
    case EditorKind::Int: return new IntEditor(info, parent);
    case EditorKind::Decimal: return new DecimalEditor(info, parent);
    case EditorKind::Duration: return new DurationEditor(info, parent);
    case EditorKind::Bool: return new BoolEditor(info, parent);
    case EditorKind::Choice: return new ChoiceEditor(info, parent);
    case EditorKind::Radio: return new RadioEditor(info, parent);
    case EditorKind::MultiChoice: return new MultiChoiceEditor(info, parent);
    case EditorKind::Reference: return makeReferenceEditor(info, parent);
    case EditorKind::References: return makeReferencesEditor(info, parent);
    case EditorKind::Texts: return makeTextsEditor(info, parent);
    case EditorKind::Day: return makeDayEditor(info, parent);
    case EditorKind::Line:
    case EditorKind::Secret: break;
    }
    return new LineEditor(info, parent);
}

} // namespace

FieldEditor *FieldEditor::make(const FieldInfo &info, QWidget *parent)
{
    FieldEditor *editor = construct(info, parent);
    editor->widget()->setObjectName(info.key);
    //: accessible name of a field that must be filled in; %1 is its label
    editor->widget()->setAccessibleName(info.required ? Tr::tr("%1, required").arg(info.label) : info.label);
    editor->widget()->setAccessibleDescription(info.help);
    return editor;
}

} // namespace console
