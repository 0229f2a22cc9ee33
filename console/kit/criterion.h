// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/listing.h"
#include "console/kit/field.h"
#include "console/kit/formats.h"

#include <functional>
#include <optional>
#include <vector>

namespace console
{

/// What a field of an advanced search is about: decides its operators and what is typed. Date: whole days of
/// the reader. Duration: whole seconds. Bool: yes or no.
enum class CriterionKind { Text, Number, Date, Duration, Choice, Reference, Bool };

/// The name of what an id points to; empty when it is not there (any more). Not called after `context` died.
using NameLookup =
    std::function<void(const QString &id, QObject *context, std::function<void(const QString &)> done)>;

/// A field that can be searched by. The key is that of the list's contract, the words are the reader's.
struct CriterionField {
    QString key;
    QString label;
    CriterionKind kind = CriterionKind::Text;
    QList<FieldChoice> choices{}; ///< Choice: codes and words
    Lookup lookup{};              ///< Reference
    NameLookup nameOf{};          ///< Reference
    bool optional = false;        ///< also "Is empty" and "Is not empty"
};
using CriterionFields = std::vector<CriterionField>;

/// A criterion as a person fills it in. Operators are those of list.proto, but for dates (is, before, after,
/// between) and for "at-most". Values: QString (Text; codes of Choice and Bool), int (Number, last-days),
/// QDate, int seconds (Duration), Reference.
struct CriterionRow {
    QString field;
    QString op;
    QVariantList values;
};

struct OperatorWord {
    QString key;
    QString word;
};
QList<OperatorWord> operatorsOf(const CriterionField &field);
/// How many values the operator takes: 0, 1, 2.
int valuesOf(const QString &op);

const CriterionField *fieldOf(const CriterionFields &fields, const QString &key);
/// For the recorder; nothing while a value is missing. Two bounds in the wrong order are put right.
std::optional<common::Criterion> criterionOf(const CriterionRow &row, const CriterionField &field,
                                             const Formats &formats);
/// Back; nothing when no row can say the same. References have their ids only.
std::optional<CriterionRow> rowOf(const common::Criterion &criterion, const CriterionField &field,
                                  const Formats &formats);
/// "Created: between Feb 1, 2026 and Feb 3, 2026".
QString sentenceOf(const CriterionRow &row, const CriterionField &field, const Formats &formats);

} // namespace console
