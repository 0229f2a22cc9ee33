// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/listsource.h"

#include "recorder/store/pqxxcompat.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace recorder
{

namespace
{

using common::Criterion;
using common::ErrorCode;
using common::Status;

constexpr qsizetype kLongestText = 1000;

tl::unexpected<common::Error> refuse(const QString &field, const char *reason)
{
    const QString name = field.left(64);
    return common::fail(ErrorCode::Invalid, QStringLiteral("list: '%1': %2").arg(name, QLatin1String(reason)),
                        {{name, QLatin1String(reason)}});
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

/// What the page token says: the sort value and id of the last row, and of which order.
QString tokenFor(const QString &order, bool descending, const QString &value, const QString &id)
{
    return QString::fromLatin1(QJsonDocument(QJsonArray{order, descending, value, id})
                                   .toJson(QJsonDocument::Compact)
                                   .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

struct Place {
    QString value;
    QString id;
};
common::Result<Place> placeOf(const QString &token, const QString &order, bool descending)
{
    const QJsonArray parts =
        QJsonDocument::fromJson(QByteArray::fromBase64(token.toLatin1(), QByteArray::Base64UrlEncoding))
            .array();
    if (parts.size() != 4 || parts.at(0).toString() != order ||
        parts.at(1).toBool(!descending) != descending) {
        return refuse(QStringLiteral("page-token"), "invalid");
    }
    return Place{parts.at(2).toString(), parts.at(3).toString()};
}

qint64 countOf(Transaction &transaction, const ListSource &source)
{
    const auto rows = transaction.exec(QStringLiteral("SELECT count(*) FROM %1 WHERE %2")
                                           .arg(source.from, source.where.join(QLatin1String(" AND "))),
                                       source.params);
    return numberOf(rowAt(rows, 0)[0]);
}

} // namespace

ListField textField(const QString &expression)
{
    return [expression](const Criterion &criterion, ListSource &source) -> Status {
        if (!isOneOf(criterion, {"is", "is-not", "contains", "begins"})) {
            return refuse(criterion.field, "operator");
        }
        if (criterion.values.size() != 1 || criterion.values.first().size() > kLongestText) {
            return refuse(criterion.field, "value");
        }
        const QString text = escapedForLike(criterion.values.first());
        const QString before = criterion.op == QLatin1String("contains") ? QStringLiteral("%") : QString();
        const QString after = isOneOf(criterion, {"contains", "begins"}) ? QStringLiteral("%") : QString();
        const QString condition = like(expression, before + text + after, source.params);
        source.where.append(
            criterion.op == QLatin1String("is-not") ? QStringLiteral("NOT (%1)").arg(condition) : condition);
        return {};
    };
}

ListField wordField(const QString &expression)
{
    return [expression](const Criterion &criterion, ListSource &source) -> Status {
        if (!isOneOf(criterion, {"is", "is-not", "any-of"})) {
            return refuse(criterion.field, "operator");
        }
        if (criterion.values.isEmpty()) {
            return refuse(criterion.field, "value");
        }
        source.params.addArray(criterion.values);
        source.where.append((criterion.op == QLatin1String("is-not") ? QStringLiteral("%1 <> ALL(%2::text[])")
                                                                     : QStringLiteral("%1 = ANY(%2::text[])"))
                                .arg(expression, source.params.last()));
        return {};
    };
}

ListField idField(const QString &condition)
{
    return [condition](const Criterion &criterion, ListSource &source) -> Status {
        if (!isOneOf(criterion, {"is", "is-not", "any-of"})) {
            return refuse(criterion.field, "operator");
        }
        QList<QUuid> ids;
        for (const QString &value : criterion.values) {
            ids.append(QUuid::fromString(value));
        }
        if (ids.isEmpty() || ids.contains(QUuid())) {
            return refuse(criterion.field, "value");
        }
        source.params.addArray(ids);
        const QString bound = condition.arg(source.params.last() + QStringLiteral("::uuid[]"));
        source.where.append(criterion.op == QLatin1String("is-not")
                                ? QStringLiteral("(%1) IS NOT TRUE").arg(bound)
                                : QStringLiteral("(%1)").arg(bound));
        return {};
    };
}

ListField flagField(const QString &expression)
{
    return [expression](const Criterion &criterion, ListSource &source) -> Status {
        if (criterion.op != QLatin1String("is")) {
            return refuse(criterion.field, "operator");
        }
        const QString value = criterion.values.value(0);
        if (criterion.values.size() != 1 ||
            (value != QLatin1String("true") && value != QLatin1String("false"))) {
            return refuse(criterion.field, "value");
        }
        source.where.append(QStringLiteral("(%1) IS %2").arg(expression, value));
        return {};
    };
}

ListField timeField(const QString &expression)
{
    return [expression](const Criterion &criterion, ListSource &source) -> Status {
        const bool between = criterion.op == QLatin1String("between");
        if (!between && !isOneOf(criterion, {"at-least", "less-than"})) {
            return refuse(criterion.field, "operator");
        }
        if (criterion.values.size() != (between ? 2 : 1)) {
            return refuse(criterion.field, "value");
        }
        for (int i = 0; i < criterion.values.size(); ++i) {
            bool isNumber = false;
            source.params.add(criterion.values.at(i).toLongLong(&isNumber));
            if (!isNumber) {
                return refuse(criterion.field, "value");
            }
            const bool upper = i == 1 || criterion.op == QLatin1String("less-than");
            source.where.append(QStringLiteral("%1 %2 %3")
                                    .arg(expression, upper ? QStringLiteral("<") : QStringLiteral(">="),
                                         source.params.last()));
        }
        return {};
    };
}

Status applyQuery(const common::ListQuery &query, const ListFields &fields, const QStringList &searched,
                  ListSource &source)
{
    for (const Criterion &criterion : query.criteria) {
        const auto field = fields.constFind(criterion.field);
        if (field == fields.constEnd()) {
            return refuse(criterion.field, "unknown");
        }
        if (Status applied = (*field)(criterion, source); !applied) {
            return applied;
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

common::Result<ListEnd> readList(Transaction &transaction, const ListSource &asked,
                                 const common::ListQuery &query,
                                 const std::function<void(const pqxx::row &)> &use)
{
    const bool own = query.order.isEmpty();
    const QString order = own ? asked.standard : query.order;
    const bool descending = own ? asked.standardDescending : query.descending;
    const QString expression = asked.orders.value(order);
    if (expression.isEmpty()) {
        return refuse(QStringLiteral("order"), "unknown");
    }
    ListSource source = asked;
    ListEnd end;
    if (query.wantTotal) {
        end.total = countOf(transaction, source);
    }
    if (!query.pageToken.isEmpty()) {
        const auto place = placeOf(query.pageToken, order, descending);
        if (!place) {
            return tl::unexpected<common::Error>(place.error());
        }
        const QString value = source.params.add(place->value).last();
        source.where.append(QStringLiteral("(%1, %2) %3 (%4, %5)")
                                .arg(expression, source.id,
                                     descending ? QStringLiteral("<") : QStringLiteral(">"), value,
                                     source.params.add(place->id).last()));
    }
    const int size = std::clamp(query.pageSize, 1, 1000);
    const QString direction = descending ? QStringLiteral("DESC") : QStringLiteral("ASC");
    const auto rows = transaction.exec(
        QStringLiteral("SELECT %1, (%2)::text, (%3)::text FROM %4 WHERE %5 ORDER BY %2 %6, %3 %6 LIMIT %7")
            .arg(source.columns, expression, source.id, source.from,
                 source.where.join(QLatin1String(" AND ")), direction, QString::number(size + 1)),
        source.params);
    const size_t count = static_cast<size_t>(rows.size());
    for (size_t i = 0; i < std::min(count, static_cast<size_t>(size)); ++i) {
        const pqxx::row row = rowAt(rows, i);
        use(row);
        if (i + 1 == static_cast<size_t>(size) && count > i + 1) {
            const auto last = row.size();
            end.nextToken = tokenFor(order, descending, textOf(row[last - 2]), textOf(row[last - 1]));
        }
    }
    return end;
}

} // namespace recorder
