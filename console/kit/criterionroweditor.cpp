// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/criterionroweditor.h"

#include "console/kit/fieldeditor.h"
#include "console/kit/flowlayout.h"
#include "console/kit/icons.h"
#include "console/kit/referencebox.h"
#include "console/kit/spacing.h"
#include "console/kit/themedlabel.h"
#include "console/kit/tr.h"
#include "console/kit/wheelguard.h"

#include <QComboBox>
#include <QDateEdit>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace console
{

namespace
{

constexpr int kMostDays = 36'500;
constexpr int kMostNumber = 1'000'000;
constexpr int kMostSeconds = 1'000'000;
constexpr int kLongestText = 1000;

/// The kit's editor of a form for one value.
FieldInfo infoOf(const CriterionField &field, const QString &op)
{
    FieldInfo info{.key = QStringLiteral("value"), .label = field.label, .maxLength = kLongestText};
    switch (field.kind) {
    case CriterionKind::Number:
        info.kind = EditorKind::Int;
        info.maximum = kMostNumber;
        break;
    case CriterionKind::Duration:
        info.kind = EditorKind::Duration;
        info.maximum = kMostSeconds;
        break;
    case CriterionKind::Choice:
        info.kind = EditorKind::Choice;
        info.choices = field.choices;
        break;
    case CriterionKind::Bool:
        info.kind = EditorKind::Choice;
        info.choices = {{QStringLiteral("true"), Tr::tr("yes")}, {QStringLiteral("false"), Tr::tr("no")}};
        break;
    case CriterionKind::Date:
    case CriterionKind::Reference:
    case CriterionKind::Text: break;
    }
    if (op == QLatin1String("last-days")) {
        info.kind = EditorKind::Int;
        info.minimum = 1;
        info.maximum = kMostDays;
    }
    return info;
}

QDateEdit *makeDay(const Formats &formats, const QVariant &value, QWidget *parent)
{
    auto *edit = new QDateEdit(parent);
    const QString format = formats.locale().dateFormat(QLocale::ShortFormat);
    edit->setCalendarPopup(true);
    edit->setDisplayFormat(format.contains(QLatin1String("yyyy")) ? format : QStringLiteral("yyyy-MM-dd"));
    edit->setDate(value.userType() == QMetaType::QDate ? value.toDate()
                                                       : formats.local(common::SystemClock().wall()).date());
    return edit;
}

/// What was typed may stay when the kind of value stays.
bool fits(const QVariant &value, const CriterionField &field, const QString &op)
{
    const bool day = field.kind == CriterionKind::Date && op != QLatin1String("last-days");
    return value.isValid() && day == (value.userType() == QMetaType::QDate) &&
           (field.kind == CriterionKind::Reference) == value.canConvert<Reference>();
}

} // namespace

CriterionRowEditor::CriterionRowEditor(const CriterionFields &fields, const Formats &formats, QWidget *parent)
    : QWidget(parent)
    , m_fields(fields)
    , m_formats(formats)
{
    setObjectName(QStringLiteral("criterion"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kUnit);
    auto *line = new QWidget(this);
    new FlowLayout(line);
    m_field = new QComboBox(line);
    m_field->setObjectName(QStringLiteral("field"));
    for (const CriterionField &field : m_fields) {
        m_field->addItem(field.label, field.key);
    }
    m_operator = new QComboBox(line);
    m_operator->setObjectName(QStringLiteral("operator"));
    m_operator->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_operator->setMinimumWidth(38 * kUnit); // the rows stand in columns
    guardWheel(m_field);
    guardWheel(m_operator);
    m_values = new QWidget(line);
    new FlowLayout(m_values);
    m_remove = new QToolButton(line);
    m_remove->setObjectName(QStringLiteral("remove"));
    m_remove->setIcon(icon(QStringLiteral("x")));
    m_remove->setAutoRaise(true);
    m_remove->setFocusPolicy(Qt::StrongFocus);
    m_remove->setMinimumSize(kTargetSize + kUnit, kTargetSize + kUnit);
    m_problem = new ThemedLabel(StatusRole::Failed, this);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    for (QWidget *part : std::initializer_list<QWidget *>{m_field, m_operator, m_values, m_remove}) {
        line->layout()->addWidget(part);
    }
    column->addWidget(line);
    column->addWidget(m_problem);
    connect(m_field, &QComboBox::currentIndexChanged, this, [this] {
        showOperators(m_operator->currentData().toString());
        showValues({});
        showProblem({});
        Q_EMIT edited();
    });
    connect(m_operator, &QComboBox::currentIndexChanged, this, [this] {
        showValues(row().values);
        showProblem({});
        Q_EMIT edited();
    });
    connect(m_remove, &QToolButton::clicked, this, &CriterionRowEditor::removeRequested);
    showOperators({});
    showValues({});
}

const CriterionField &CriterionRowEditor::field() const
{
    return m_fields[static_cast<size_t>(std::max(0, m_field->currentIndex()))];
}

void CriterionRowEditor::setPlace(int place)
{
    m_place = place;
    nameParts();
}

void CriterionRowEditor::nameParts()
{
    m_field->setAccessibleName(Tr::tr("Field of criterion %1").arg(m_place));
    m_operator->setAccessibleName(Tr::tr("Condition of criterion %1").arg(m_place));
    m_remove->setAccessibleName(Tr::tr("Remove criterion %1, %2").arg(m_place).arg(field().label));
    m_remove->setToolTip(Tr::tr("Remove this criterion"));
    for (qsizetype i = 0; i < m_editors.size(); ++i) {
        m_editors[i].widget->setAccessibleName(
            i == 0 ? Tr::tr("Value of criterion %1, %2").arg(m_place).arg(field().label)
                   : Tr::tr("Second value of criterion %1, %2").arg(m_place).arg(field().label));
    }
}

void CriterionRowEditor::setRow(const CriterionRow &row)
{
    const QSignalBlocker quiet(m_field);
    m_field->setCurrentIndex(std::max(0, m_field->findData(row.field)));
    showOperators(row.op);
    showValues(row.values);
    showProblem({});
}

CriterionRow CriterionRowEditor::row() const
{
    CriterionRow row{field().key, m_operator->currentData().toString(), {}};
    for (const Value &editor : m_editors) {
        row.values.append(editor.value());
    }
    return row;
}

void CriterionRowEditor::showOperators(const QString &op)
{
    const QSignalBlocker quiet(m_operator);
    m_operator->clear();
    for (const OperatorWord &word : operatorsOf(field())) {
        m_operator->addItem(word.word, word.key);
    }
    m_operator->setCurrentIndex(std::max(0, m_operator->findData(op)));
}

void CriterionRowEditor::showValues(const QVariantList &values)
{
    while (QLayoutItem *item = m_values->layout()->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_editors.clear();
    const QString op = m_operator->currentData().toString();
    const int count = valuesOf(op);
    for (int i = 0; i < count; ++i) {
        if (i == 1) {
            //: between two values: "from … and …"
            m_values->layout()->addWidget(new QLabel(Tr::tr("and"), m_values));
        }
        m_values->layout()->addWidget(
            makeValue(i, fits(values.value(i), field(), op) ? values[i] : QVariant()));
    }
    m_values->setVisible(count > 0);
    m_values->updateGeometry();
    nameParts();
}

QWidget *CriterionRowEditor::makeValue(int index, const QVariant &value)
{
    const QString op = m_operator->currentData().toString();
    QWidget *widget = nullptr;
    if (field().kind == CriterionKind::Date && op != QLatin1String("last-days")) {
        QDateEdit *edit = makeDay(m_formats, value, m_values);
        connect(edit, &QDateEdit::dateChanged, this, &CriterionRowEditor::edited);
        m_editors.append({edit, [edit] { return QVariant(edit->date()); }});
        widget = edit;
    } else if (field().kind == CriterionKind::Reference) {
        auto *box = new ReferenceBox(field().lookup, m_values);
        box->setReference(value.value<Reference>());
        box->setPlaceholderText(Tr::tr("Select from list"));
        connect(box, &ReferenceBox::chosen, this, &CriterionRowEditor::edited);
        m_editors.append({box, [box] { return QVariant::fromValue(box->reference()); }});
        widget = box;
        askName(index);
    } else {
        FieldEditor *editor = FieldEditor::make(infoOf(field(), op), m_values);
        if (value.isValid()) {
            editor->setValue(value);
        }
        connect(editor, &FieldEditor::edited, this, [this] {
            showProblem({});
            Q_EMIT edited();
        });
        m_editors.append({editor->widget(), [editor] { return editor->value(); }});
        widget = editor->widget();
        editor->setParent(widget); // lives as long as its widget
    }
    if (auto *line = qobject_cast<QLineEdit *>(widget)) {
        line->setMinimumWidth(kUnit * (field().kind == CriterionKind::Duration ? 28 : 56));
        connect(line, &QLineEdit::returnPressed, this, &CriterionRowEditor::runRequested);
    } else {
        guardWheel(widget);
    }
    widget->setObjectName(index == 0 ? QStringLiteral("value") : QStringLiteral("second-value"));
    return widget;
}

/// Kept criteria know ids only.
void CriterionRowEditor::askName(int index)
{
    auto *box = qobject_cast<ReferenceBox *>(m_editors[index].widget);
    const Reference asked = box->reference();
    if (asked.id.isEmpty() || !asked.name.isEmpty() || !field().nameOf) {
        return;
    }
    field().nameOf(asked.id, box, [box, asked](const QString &name) {
        if (box->reference().id == asked.id) {
            box->setReference({asked.id, name.isEmpty() ? Tr::tr("(not found)") : name});
        }
    });
}

void CriterionRowEditor::showProblem(const QString &words)
{
    m_problem->setText(words);
    m_problem->setVisible(!words.isEmpty());
}

void CriterionRowEditor::focusValue()
{
    QWidget *target = m_editors.isEmpty() ? m_operator : m_editors.first().widget;
    target->setFocus(Qt::OtherFocusReason);
}

QWidget *CriterionRowEditor::tabBehind(QWidget *before)
{
    QList<QWidget *> parts{m_field, m_operator};
    for (const Value &editor : std::as_const(m_editors)) {
        parts.append(editor.widget);
    }
    parts.append(m_remove);
    for (QWidget *part : std::as_const(parts)) {
        setTabOrder(before, part);
        before = part;
    }
    return before;
}

} // namespace console
