// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/criterion.h"

#include "console/kit/tr.h"

#include <algorithm>

namespace console
{

namespace
{

const QString kIs = QStringLiteral("is");
const QString kBetween = QStringLiteral("between");
const QString kBefore = QStringLiteral("before");
const QString kAfter = QStringLiteral("after");
const QString kAtLeast = QStringLiteral("at-least");
const QString kAtMost = QStringLiteral("at-most");
const QString kLessThan = QStringLiteral("less-than");
const QString kLastDays = QStringLiteral("last-days");

OperatorWord wordOfOperator(const QString &key)
{
    const std::initializer_list<std::pair<QString, QString>> all{
        {QStringLiteral("contains"), Tr::tr("Includes")},
        {QStringLiteral("not-contains"), Tr::tr("Does not include")},
        {kIs, Tr::tr("Is")},
        {QStringLiteral("is-not"), Tr::tr("Is not")},
        {QStringLiteral("begins"), Tr::tr("Starts with")},
        {kBetween, Tr::tr("Between")},
        {kBefore, Tr::tr("Before")},
        {kAfter, Tr::tr("After")},
        {kAtLeast, Tr::tr("At least")},
        {kAtMost, Tr::tr("At most")},
        {kLastDays, Tr::tr("In the last days")},
        {QStringLiteral("is-empty"), Tr::tr("Is empty")},
        {QStringLiteral("is-not-empty"), Tr::tr("Is not empty")}};
    for (const auto &[code, word] : all) {
        if (code == key) {
            return {key, word};
        }
    }
    return {key, key};
}

QStringList keysOf(CriterionKind kind)
{
    switch (kind) {
    case CriterionKind::Text:
        return {QStringLiteral("contains"), QStringLiteral("not-contains"), kIs, QStringLiteral("is-not"),
                QStringLiteral("begins")};
    case CriterionKind::Number: return {kIs, QStringLiteral("is-not"), kAtLeast, kAtMost, kBetween};
    case CriterionKind::Date: return {kIs, kBefore, kAfter, kBetween, kLastDays};
    case CriterionKind::Duration: return {kAtLeast, kAtMost, kBetween};
    case CriterionKind::Bool: return {kIs};
    case CriterionKind::Choice:
    case CriterionKind::Reference: break;
    }
    return {kIs, QStringLiteral("is-not")};
}

QString startOf(const QDate &day, const Formats &formats)
{
    return QString::number(common::toUnixMs(formats.startOf(day)));
}

QDate dayOf(const QString &ms, const Formats &formats, qint64 earlier = 0)
{
    return formats.local(common::wallFromUnixMs(ms.toLongLong() - earlier)).date();
}

common::Criterion dateCriterion(const CriterionRow &row, const Formats &formats)
{
    if (row.op == kLastDays) {
        return {row.field, row.op, {QString::number(row.values[0].toInt())}};
    }
    const QDate first = row.values[0].toDate();
    if (row.op == kBefore) {
        return {row.field, kLessThan, {startOf(first, formats)}};
    }
    if (row.op == kAfter) {
        return {row.field, kAtLeast, {startOf(first.addDays(1), formats)}};
    }
    const QDate last = row.op == kBetween ? row.values[1].toDate() : first;
    return {row.field,
            kBetween,
            {startOf(std::min(first, last), formats), startOf(std::max(first, last).addDays(1), formats)}};
}

std::optional<CriterionRow> dateRow(const common::Criterion &criterion, const Formats &formats)
{
    const QString value = criterion.values.value(0);
    if (criterion.op == kLastDays) {
        return CriterionRow{criterion.field, criterion.op, {value.toInt()}};
    }
    if (criterion.op == kLessThan) {
        return CriterionRow{criterion.field, kBefore, {dayOf(value, formats)}};
    }
    if (criterion.op == kAtLeast) {
        return CriterionRow{criterion.field, kAfter, {dayOf(value, formats, 1)}};
    }
    if (criterion.op != kBetween || criterion.values.size() != 2) {
        return std::nullopt;
    }
    const QDate first = dayOf(value, formats);
    const QDate last = dayOf(criterion.values[1], formats, 1);
    return first == last ? CriterionRow{criterion.field, kIs, {first}}
                         : CriterionRow{criterion.field, kBetween, {first, last}};
}

/// Numbers, and durations as numbers of `unit`: bounds are whole, the upper one is meant with all its parts.
common::Criterion numberCriterion(const CriterionRow &row, qint64 unit)
{
    const auto text = [&row, unit](int index, int more) {
        return QString::number((row.values[index].toLongLong() + more) * unit);
    };
    if (row.op == kBetween) {
        const bool rising = row.values[0].toLongLong() <= row.values[1].toLongLong();
        return {row.field, kBetween, {text(rising ? 0 : 1, 0), text(rising ? 1 : 0, 1)}};
    }
    return row.op == kAtMost ? common::Criterion{row.field, kLessThan, {text(0, 1)}}
                             : common::Criterion{row.field, row.op, {text(0, 0)}};
}

std::optional<CriterionRow> numberRow(const common::Criterion &criterion, qint64 unit)
{
    const auto number = [&criterion, unit](int index, int less) {
        return QVariant(static_cast<int>(criterion.values.value(index).toLongLong() / unit - less));
    };
    if (criterion.op == kBetween) {
        return CriterionRow{criterion.field, kBetween, {number(0, 0), number(1, 1)}};
    }
    return criterion.op == kLessThan ? CriterionRow{criterion.field, kAtMost, {number(0, 1)}}
                                     : CriterionRow{criterion.field, criterion.op, {number(0, 0)}};
}

bool isFilled(const QVariant &value)
{
    if (value.canConvert<Reference>()) {
        return !value.value<Reference>().id.isEmpty();
    }
    return value.isValid() && !value.toString().isEmpty();
}

QString textOf(const QVariant &value, const CriterionField &field, const Formats &formats)
{
    switch (field.kind) {
    case CriterionKind::Date:
        return value.userType() == QMetaType::QDate ? formats.date(value.toDate()) : value.toString();
    case CriterionKind::Duration: return formats.duration(std::chrono::seconds(value.toInt()));
    case CriterionKind::Number: return formats.number(value.toLongLong());
    case CriterionKind::Bool: return value.toString() == QLatin1String("true") ? Tr::tr("yes") : Tr::tr("no");
    case CriterionKind::Reference: return value.value<Reference>().name;
    case CriterionKind::Choice:
        for (const FieldChoice &choice : field.choices) {
            if (choice.value == value) {
                return choice.text;
            }
        }
        return value.toString();
    case CriterionKind::Text: break;
    }
    //: what is searched for, in quotation marks
    return Tr::tr("“%1”").arg(value.toString());
}

} // namespace

QList<OperatorWord> operatorsOf(const CriterionField &field)
{
    QStringList keys = keysOf(field.kind);
    if (field.optional) {
        keys += {QStringLiteral("is-empty"), QStringLiteral("is-not-empty")};
    }
    QList<OperatorWord> words;
    for (const QString &key : std::as_const(keys)) {
        words.append(wordOfOperator(key));
    }
    return words;
}

int valuesOf(const QString &op)
{
    return op == kBetween ? 2 : op.endsWith(QLatin1String("-empty")) ? 0 : 1;
}

const CriterionField *fieldOf(const CriterionFields &fields, const QString &key)
{
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&key](const CriterionField &field) { return field.key == key; });
    return found == fields.end() ? nullptr : &*found;
}

std::optional<common::Criterion> criterionOf(const CriterionRow &row, const CriterionField &field,
                                             const Formats &formats)
{
    const int count = valuesOf(row.op);
    if (row.values.size() < count || !std::all_of(row.values.begin(), row.values.begin() + count, isFilled)) {
        return std::nullopt;
    }
    if (count == 0) {
        return common::Criterion{row.field, row.op, {}};
    }
    switch (field.kind) {
    case CriterionKind::Date: return dateCriterion(row, formats);
    case CriterionKind::Duration: return numberCriterion(row, 1000);
    case CriterionKind::Number: return numberCriterion(row, 1);
    case CriterionKind::Reference:
        return common::Criterion{row.field, row.op, {row.values[0].value<Reference>().id}};
    case CriterionKind::Text:
    case CriterionKind::Choice:
    case CriterionKind::Bool: break;
    }
    return common::Criterion{row.field, row.op, {row.values[0].toString()}};
}

std::optional<CriterionRow> rowOf(const common::Criterion &criterion, const CriterionField &field,
                                  const Formats &formats)
{
    std::optional<CriterionRow> row;
    if (criterion.values.isEmpty()) {
        row = CriterionRow{criterion.field, criterion.op, {}};
    } else if (field.kind == CriterionKind::Date) {
        row = dateRow(criterion, formats);
    } else if (field.kind == CriterionKind::Duration || field.kind == CriterionKind::Number) {
        row = numberRow(criterion, field.kind == CriterionKind::Duration ? 1000 : 1);
    } else if (criterion.values.size() == 1) {
        const QString op = criterion.op == QLatin1String("any-of") ? kIs : criterion.op;
        const QString value = criterion.values.first();
        row = CriterionRow{criterion.field,
                           op,
                           {field.kind == CriterionKind::Reference
                                ? QVariant::fromValue(Reference{value, QString()})
                                : QVariant(value)}};
    }
    if (!row) {
        return std::nullopt;
    }
    const QList<OperatorWord> operators = operatorsOf(field);
    const bool known = std::any_of(operators.begin(), operators.end(),
                                   [&row](const OperatorWord &word) { return word.key == row->op; });
    return known && row->values.size() == valuesOf(row->op) ? row : std::nullopt;
}

QString sentenceOf(const CriterionRow &row, const CriterionField &field, const Formats &formats)
{
    const QString op = wordOfOperator(row.op).word.toLower();
    if (row.values.isEmpty()) {
        //: a condition: field, then what it must be: "E-mail: is empty"
        return Tr::tr("%1: %2", "condition").arg(field.label, op);
    }
    if (row.op == kLastDays) {
        return Tr::tr("%1: last %n day(s)", nullptr, row.values[0].toInt()).arg(field.label);
    }
    const QString first = textOf(row.values[0], field, formats);
    if (row.op == kBetween) {
        return Tr::tr("%1: between %2 and %3").arg(field.label, first, textOf(row.values[1], field, formats));
    }
    //: a condition: field, operator, value: "Name: includes “anna”"
    return Tr::tr("%1: %2 %3", "condition").arg(field.label, op, first);
}

} // namespace console
