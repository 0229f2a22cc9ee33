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

using common::ErrorCode;

tl::unexpected<common::Error> refuse(const QString &field, const char *reason)
{
    const QString name = field.left(64);
    return common::fail(ErrorCode::Invalid, QStringLiteral("list: '%1': %2").arg(name, QLatin1String(reason)),
                        {{name, QLatin1String(reason)}});
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
