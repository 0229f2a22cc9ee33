// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/listeditors.h"

#include "console/kit/flowlayout.h"
#include "console/kit/formats.h"
#include "console/kit/icons.h"
#include "console/kit/plaintip.h"
#include "console/kit/referencebox.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"

#include <QCheckBox>
#include <QDateEdit>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace console
{

namespace
{

class ReferenceEditor final : public FieldEditor
{
public:
    ReferenceEditor(const FieldInfo &info, QWidget *parent)
        : FieldEditor(parent)
        , m_box(new ReferenceBox(info.lookup, parent))
    {
        connect(m_box, &ReferenceBox::chosen, this, &FieldEditor::edited);
    }
    QWidget *widget() const override { return m_box; }
    QVariant value() const override { return QVariant::fromValue(m_box->reference()); }
    void setValue(const QVariant &value) override { m_box->setReference(value.value<Reference>()); }

private:
    ReferenceBox *m_box;
};

/// Chips with a cross each, and a box that adds one.
class ReferencesEditor final : public FieldEditor
{
public:
    ReferencesEditor(const FieldInfo &info, QWidget *parent)
        : FieldEditor(parent)
        , m_widget(new QWidget(parent))
        , m_chips(new QWidget(m_widget))
        , m_box(new ReferenceBox(info.lookup, m_widget))
    {
        auto *column = new QVBoxLayout(m_widget);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(kUnit);
        (new FlowLayout(m_chips))->setSpacing(kUnit);
        column->addWidget(m_chips);
        column->addWidget(m_box);
        m_box->setAdding(true);
        m_box->setObjectName(info.key + QStringLiteral("-add"));
        m_box->setPlaceholderText(Tr::tr("Search and add"));
        m_box->setAccessibleName(Tr::tr("%1: search and add").arg(info.label));
        m_widget->setFocusProxy(m_box);
        connect(m_box, &ReferenceBox::chosen, this, [this](const Reference &reference) {
            const bool known = std::any_of(m_value.begin(), m_value.end(),
                                           [&](const Reference &r) { return r.id == reference.id; });
            if (!known && !reference.id.isEmpty()) {
                m_value.append(reference);
                show();
                Q_EMIT edited();
            }
        });
    }
    QWidget *widget() const override { return m_widget; }
    QVariant value() const override { return QVariant::fromValue(m_value); }
    void setValue(const QVariant &value) override
    {
        m_value = value.value<References>();
        show();
    }

private:
    void show()
    {
        const QList<QToolButton *> old = m_chips->findChildren<QToolButton *>();
        for (QToolButton *button : old) {
            button->hide();
            m_chips->layout()->removeWidget(button);
            button->deleteLater(); // it may be the one that was pressed
        }
        for (const Reference &reference : std::as_const(m_value)) {
            auto *chip = new QToolButton(m_chips);
            const QString name = reference.name.isEmpty() ? reference.id : reference.name;
            chip->setText(buttonText(name));
            chip->setIcon(icon(QStringLiteral("x")));
            chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
            chip->setObjectName(QStringLiteral("chip-") + reference.id);
            chip->setAccessibleName(Tr::tr("Remove “%1”").arg(name));
            chip->setToolTip(plainTip(chip->accessibleName()));
            chip->setFocusPolicy(Qt::StrongFocus);
            connect(chip, &QToolButton::clicked, this, [this, id = reference.id] {
                m_value.removeIf([&](const Reference &r) { return r.id == id; });
                show();
                m_box->setFocus();
                Q_EMIT edited();
            });
            m_chips->layout()->addWidget(chip);
            chip->show();
        }
        m_chips->setVisible(!m_value.isEmpty());
        m_chips->updateGeometry();
    }

    QWidget *m_widget;
    QWidget *m_chips;
    ReferenceBox *m_box;
    References m_value;
};

/// Short texts, one a row with a cross, and a button that adds a row.
class TextsEditor final : public FieldEditor
{
public:
    TextsEditor(const FieldInfo &info, QWidget *parent)
        : FieldEditor(parent)
        , m_info(info)
        , m_widget(new QWidget(parent))
        , m_rows(new QVBoxLayout)
        , m_add(new QPushButton(icon(QStringLiteral("plus")), info.words, m_widget))
    {
        auto *column = new QVBoxLayout(m_widget);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(kUnit);
        m_rows->setSpacing(kUnit);
        column->addLayout(m_rows);
        column->addWidget(m_add, 0, Qt::AlignLeading);
        m_add->setObjectName(info.key + QStringLiteral("-add"));
        m_add->setAutoDefault(false);
        m_widget->setFocusProxy(m_add);
        connect(m_add, &QPushButton::clicked, this, [this] {
            addRow({})->setFocus();
            Q_EMIT edited();
        });
    }
    QWidget *widget() const override { return m_widget; }
    QVariant value() const override
    {
        QStringList texts;
        for (const QLineEdit *line : m_lines) {
            if (!line->text().trimmed().isEmpty()) {
                texts.append(line->text().trimmed());
            }
        }
        return texts;
    }
    void setValue(const QVariant &value) override
    {
        while (!m_lines.isEmpty()) {
            removeRow(m_lines.front());
        }
        for (const QString &text : value.toStringList()) {
            addRow(text);
        }
    }

private:
    QLineEdit *addRow(const QString &text)
    {
        auto *row = new QWidget(m_widget);
        auto *cells = new QHBoxLayout(row);
        cells->setContentsMargins(0, 0, 0, 0);
        cells->setSpacing(kUnit);
        auto *line = new QLineEdit(text, row);
        line->setMaxLength(m_info.maxLength);
        line->setObjectName(QStringLiteral("%1-%2").arg(m_info.key).arg(m_lines.size()));
        line->setAccessibleName(QStringLiteral("%1 %2").arg(m_info.label).arg(m_lines.size() + 1));
        auto *cross = new QToolButton(row);
        cross->setIcon(icon(QStringLiteral("x")));
        cross->setAutoRaise(true);
        cross->setFocusPolicy(Qt::StrongFocus);
        cross->setAccessibleName(Tr::tr("Remove “%1”").arg(line->accessibleName()));
        cross->setToolTip(Tr::tr("Remove"));
        cells->addWidget(line, 1);
        cells->addWidget(cross);
        m_rows->addWidget(row);
        m_lines.append(line);
        m_widget->setFocusProxy(m_lines.front());
        connect(line, &QLineEdit::textEdited, this, &FieldEditor::edited);
        connect(cross, &QToolButton::clicked, this, [this, line] {
            removeRow(line);
            m_add->setFocus();
            Q_EMIT edited();
        });
        return line;
    }
    void removeRow(QLineEdit *line)
    {
        m_lines.removeOne(line);
        m_widget->setFocusProxy(m_lines.isEmpty() ? static_cast<QWidget *>(m_add) : m_lines.front());
        QWidget *row = line->parentWidget();
        line->setObjectName({}); // it lives a moment longer than its name is free
        row->hide();
        m_rows->removeWidget(row);
        row->deleteLater();
    }

    FieldInfo m_info;
    QWidget *m_widget;
    QVBoxLayout *m_rows;
    QPushButton *m_add;
    QList<QLineEdit *> m_lines;
};

/// A box that says there is a day, and the day.
class DayEditor final : public FieldEditor
{
public:
    DayEditor(const FieldInfo &info, QWidget *parent)
        : FieldEditor(parent)
        , m_widget(new QWidget(parent))
        , m_box(new QCheckBox(info.words, m_widget))
        , m_day(new QDateEdit(QDate::currentDate().addYears(1), m_widget))
    {
        auto *row = new QHBoxLayout(m_widget);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(m_box);
        row->addWidget(m_day);
        m_box->setObjectName(info.key + QStringLiteral("-set"));
        m_box->setAccessibleName(info.label + QStringLiteral(": ") + info.words);
        m_day->setObjectName(info.key + QStringLiteral("-day"));
        m_day->setAccessibleName(info.label);
        m_day->setCalendarPopup(true);
        m_day->setEnabled(false);
        m_widget->setFocusProxy(m_box);
        connect(m_box, &QCheckBox::toggled, this, [this](bool on) {
            m_day->setEnabled(on);
            Q_EMIT edited();
        });
        connect(m_day, &QDateEdit::dateChanged, this, &FieldEditor::edited);
    }
    QWidget *widget() const override { return m_widget; }
    QVariant value() const override { return m_box->isChecked() ? m_day->date() : QDate(); }
    void setValue(const QVariant &value) override
    {
        const QSignalBlocker box(m_box);
        const QSignalBlocker day(m_day);
        const QDate date = value.toDate();
        m_box->setChecked(date.isValid());
        m_day->setEnabled(date.isValid());
        if (date.isValid()) {
            m_day->setDate(date);
        }
    }

private:
    QWidget *m_widget;
    QCheckBox *m_box;
    QDateEdit *m_day;
};

} // namespace

FieldEditor *makeReferenceEditor(const FieldInfo &info, QWidget *parent)
{
    return new ReferenceEditor(info, parent);
}

FieldEditor *makeReferencesEditor(const FieldInfo &info, QWidget *parent)
{
    return new ReferencesEditor(info, parent);
}

FieldEditor *makeTextsEditor(const FieldInfo &info, QWidget *parent)
{
    return new TextsEditor(info, parent);
}

FieldEditor *makeDayEditor(const FieldInfo &info, QWidget *parent)
{
    return new DayEditor(info, parent);
}

} // namespace console
