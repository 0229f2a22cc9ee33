// SPDX-License-Identifier: GPL-3.0-or-later
// What criteria become: conditions whose text is written here and by repositories, and values that are bound.
#include "recorder/store/listsource.h"

#include <algorithm>

namespace recorder
{

namespace
{

using common::Criterion;
using common::ErrorCode;
using common::Status;

constexpr qsizetype kLongestText = 1000;
constexpr qint64 kMostDays = 36'500;
constexpr qint64 kDayMs = 86'400'000;

Status refuse(const QString &field, const char *reason)
{
    const QString name = field.left(64);
    return common::fail(ErrorCode::Invalid, QStringLiteral("list: '%1': %2").arg(name, QLatin1String(reason)),
                        {{name, QLatin1String(reason)}});
}
Status badOperator(const Criterion &criterion)
{
    return refuse(criterion.field, "operator");
}
Status badValue(const Criterion &criterion)
{
    return refuse(criterion.field, "value");
}

QString like(const QString &expression, const QString &pattern, SqlParams &params)
{
    params.add(pattern.toLower());
    return QStringLiteral("lower(%1) LIKE lower(%2)").arg(expression, params.last());
}
QString containing(const QString &expression, const QString &text, SqlParams &params)
{
    return like(expression, QLatin1Char('%') + escapedForLike(text) + QLatin1Char('%'), params);
}

bool isOneOf(const Criterion &criterion, std::initializer_list<const char *> operators)
{
    return std::any_of(operators.begin(), operators.end(),
                       [&](const char *op) { return criterion.op == QLatin1String(op); });
}

/// The condition holds, or (also when it is null) does not.
QString heldOrNot(const QString &condition, bool held)
{
    return held ? QStringLiteral("(%1)").arg(condition) : QStringLiteral("(%1) IS NOT TRUE").arg(condition);
}

/// is-empty and is-not-empty. Nothing = the criterion is about something else.
std::optional<Status> emptiness(const Criterion &criterion, const QString &empty, ListSource &source)
{
    if (!isOneOf(criterion, {"is-empty", "is-not-empty"})) {
        return std::nullopt;
    }
    if (!criterion.values.isEmpty()) {
        return badValue(criterion);
    }
    source.where.append(heldOrNot(empty, criterion.op == QLatin1String("is-empty")));
    return Status();
}

/// is, is-not, any-of take one value or more.
Status checkChosen(const Criterion &criterion)
{
    if (!isOneOf(criterion, {"is", "is-not", "any-of"})) {
        return badOperator(criterion);
    }
    return criterion.values.isEmpty() ? badValue(criterion) : Status();
}

/// The criterion's texts, bound as an array.
Status applyWords(const Criterion &criterion, const QString &pattern, const QString &expression,
                  ListSource &source)
{
    if (Status chosen = checkChosen(criterion); !chosen) {
        return chosen;
    }
    source.params.addArray(criterion.values);
    source.where.append(
        heldOrNot(pattern.arg(expression, source.params.last()), criterion.op != QLatin1String("is-not")));
    return {};
}

/// One comparison of a range: "%1" is the expression, "%2" the bound.
QString comparison(const QString &op, bool second)
{
    if (second || op == QLatin1String("less-than")) {
        return QStringLiteral("%1 < %2::bigint");
    }
    if (op == QLatin1String("at-most")) {
        return QStringLiteral("%1 <= %2::bigint");
    }
    if (op == QLatin1String("is")) {
        return QStringLiteral("%1 = %2::bigint");
    }
    return op == QLatin1String("is-not") ? QStringLiteral("%1 IS DISTINCT FROM %2::bigint")
                                         : QStringLiteral("%1 >= %2::bigint");
}

Status applyRange(const Criterion &criterion, const QString &expression, ListSource &source)
{
    const bool between = criterion.op == QLatin1String("between");
    if (criterion.values.size() != (between ? 2 : 1)) {
        return badValue(criterion);
    }
    for (int i = 0; i < criterion.values.size(); ++i) {
        bool isNumber = false;
        source.params.add(criterion.values.at(i).toLongLong(&isNumber));
        if (!isNumber) {
            return badValue(criterion);
        }
        source.where.append(comparison(criterion.op, i == 1).arg(expression, source.params.last()));
    }
    return {};
}

Status applyLastDays(const Criterion &criterion, const QString &expression, ListSource &source)
{
    auto days = daysOf(criterion);
    if (!days) {
        return common::propagate(days);
    }
    source.params.add(*days * kDayMs);
    source.where.append(
        QStringLiteral("%1 BETWEEN (extract(epoch FROM now()) * 1000)::bigint - %2::bigint AND "
                       "(extract(epoch FROM now()) * 1000)::bigint")
            .arg(expression, source.params.last()));
    return {};
}

} // namespace

common::Result<qint64> daysOf(const Criterion &criterion)
{
    bool isNumber = false;
    const qint64 days = criterion.values.value(0).toLongLong(&isNumber);
    if (criterion.values.size() != 1 || !isNumber || days < 1 || days > kMostDays) {
        return tl::unexpected<common::Error>(badValue(criterion).error());
    }
    return days;
}

ListField textsField(const QString &exists, const QString &expression)
{
    return [exists, expression](const Criterion &criterion, ListSource &source) -> Status {
        const QString shown = QStringLiteral("coalesce(%1, '') <> ''").arg(expression);
        if (const auto empty = emptiness(criterion, QStringLiteral("NOT ") + exists.arg(shown), source)) {
            return *empty;
        }
        const bool part = isOneOf(criterion, {"contains", "not-contains"});
        if (!part && !isOneOf(criterion, {"is", "is-not", "begins"})) {
            return badOperator(criterion);
        }
        if (criterion.values.size() != 1 || criterion.values.first().size() > kLongestText) {
            return badValue(criterion);
        }
        const QString text = escapedForLike(criterion.values.first());
        const QString before = part ? QStringLiteral("%") : QString();
        const QString after =
            part || criterion.op == QLatin1String("begins") ? QStringLiteral("%") : QString();
        const QString condition = like(expression, before + text + after, source.params);
        source.where.append(
            heldOrNot(exists.arg(condition), !isOneOf(criterion, {"is-not", "not-contains"})));
        return {};
    };
}

ListField textField(const QString &expression)
{
    return textsField(QStringLiteral("(%1)"), expression);
}

ListField wordField(const QString &expression)
{
    return [expression](const Criterion &criterion, ListSource &source) {
        return applyWords(criterion, QStringLiteral("%1 = ANY(%2::text[])"), expression, source);
    };
}

ListField wordsField(const QString &array)
{
    return [array](const Criterion &criterion, ListSource &source) {
        const auto empty = emptiness(criterion, QStringLiteral("cardinality(%1) = 0").arg(array), source);
        return empty ? *empty : applyWords(criterion, QStringLiteral("%1 && %2::text[]"), array, source);
    };
}

ListField idField(const QString &condition, const QString &nowhere)
{
    return [condition, nowhere](const Criterion &criterion, ListSource &source) -> Status {
        if (const auto empty = nowhere.isEmpty() ? std::nullopt : emptiness(criterion, nowhere, source)) {
            return *empty;
        }
        if (Status chosen = checkChosen(criterion); !chosen) {
            return chosen;
        }
        QList<QUuid> ids;
        for (const QString &value : criterion.values) {
            ids.append(QUuid::fromString(value));
        }
        if (ids.contains(QUuid())) {
            return badValue(criterion);
        }
        source.params.addArray(ids);
        source.where.append(heldOrNot(condition.arg(source.params.last() + QStringLiteral("::uuid[]")),
                                      criterion.op != QLatin1String("is-not")));
        return {};
    };
}

ListField flagField(const QString &expression)
{
    return [expression](const Criterion &criterion, ListSource &source) -> Status {
        if (!isOneOf(criterion, {"is", "is-not"})) {
            return badOperator(criterion);
        }
        const QString value = criterion.values.value(0);
        if (criterion.values.size() != 1 ||
            (value != QLatin1String("true") && value != QLatin1String("false"))) {
            return badValue(criterion);
        }
        const bool wanted = (value == QLatin1String("true")) == (criterion.op == QLatin1String("is"));
        source.where.append(QStringLiteral("(%1) IS %2")
                                .arg(expression, wanted ? QStringLiteral("true") : QStringLiteral("false")));
        return {};
    };
}

ListField timeField(const QString &expression)
{
    return [expression](const Criterion &criterion, ListSource &source) -> Status {
        const QString null = QStringLiteral("%1 IS NULL").arg(expression);
        if (const auto empty = emptiness(criterion, null, source)) {
            return *empty;
        }
        if (criterion.op == QLatin1String("last-days")) {
            return applyLastDays(criterion, expression, source);
        }
        return isOneOf(criterion, {"between", "at-least", "less-than"})
                   ? applyRange(criterion, expression, source)
                   : badOperator(criterion);
    };
}

ListField numberField(const QString &expression)
{
    return [expression](const Criterion &criterion, ListSource &source) -> Status {
        return isOneOf(criterion, {"is", "is-not", "between", "at-least", "at-most", "less-than"})
                   ? applyRange(criterion, expression, source)
                   : badOperator(criterion);
    };
}

common::Error atCriterion(common::Error error, qsizetype place)
{
    error.message += QStringLiteral(" (criterion %1)").arg(place + 1);
    error.fields.insert(QStringLiteral("criterion"), QString::number(place + 1));
    return error;
}

Status applyQuery(const common::ListQuery &query, const ListFields &fields, const QStringList &searched,
                  ListSource &source)
{
    for (qsizetype i = 0; i < query.criteria.size(); ++i) {
        const Criterion &criterion = query.criteria[i];
        const auto field = fields.constFind(criterion.field);
        const Status applied =
            field == fields.constEnd() ? refuse(criterion.field, "unknown") : (*field)(criterion, source);
        if (!applied) {
            return tl::unexpected<common::Error>(atCriterion(applied.error(), i));
        }
    }
    const QString search = query.search.trimmed();
    if (search.size() > kLongestText) {
        return refuse(QStringLiteral("search"), "value");
    }
    if (search.isEmpty()) {
        return {};
    }
    QStringList any;
    for (const QString &expression : searched) {
        any.append(containing(expression, search, source.params));
    }
    source.where.append(QStringLiteral("(%1)").arg(any.join(QLatin1String(" OR "))));
    return {};
}

} // namespace recorder
