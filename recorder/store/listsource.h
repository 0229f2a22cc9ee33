// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/transaction.h"

#include "common/core/result.h"
#include "common/model/listing.h"

#include <QHash>

#include <functional>

namespace pqxx
{
class row;
}

namespace recorder
{

/// A list as SQL: where rows come from, in which orders they can be had. Everything here is written by a
/// repository; what people send is bound or looked up.
struct ListSource {
    QString columns;                ///< what is selected
    QString from;                   ///< tables and joins, without the word FROM
    QString id;                     ///< expression of the unique key that ends each order
    QHash<QString, QString> orders; ///< key -> expression that is never null
    QString standard;               ///< the list's own order
    bool standardDescending = false;
    QStringList where{};
    SqlParams params{};
};

/// Turns one criterion into a condition of the source.
using ListField = std::function<common::Status(const common::Criterion &, ListSource &)>;
using ListFields = QHash<QString, ListField>;

/// is, is-not, contains, not-contains, begins, is-empty, is-not-empty over a text, whatever its case. What is
/// null is empty.
ListField textField(const QString &expression);
/// The same of several texts, of which one must be so (is-not, not-contains: none): `exists` is a condition
/// with "%1" where that on `expression`, one of the texts, goes.
ListField textsField(const QString &exists, const QString &expression);
/// is, is-not, any-of over words.
ListField wordField(const QString &expression);
/// The same over an array of words, of which one must be among them (is-not: none); is-empty, is-not-empty.
ListField wordsField(const QString &array);
/// is, is-not, any-of of ids; `condition` holds "%1" where the array of ids goes. With `empty`, a condition
/// for "points nowhere", also is-empty and is-not-empty.
ListField idField(const QString &condition, const QString &empty = {});
/// is, is-not true | false.
ListField flagField(const QString &expression);
/// between (from <= x < to), at-least, less-than over milliseconds; last-days: not longer ago than so many
/// times 24 hours, and not in the future; is-empty, is-not-empty: null.
ListField timeField(const QString &expression);
/// is, is-not, between (from <= x < to), at-least, at-most, less-than over a number.
ListField numberField(const QString &expression);

/// Adds the query's criteria and its search (over `searched`, texts). Invalid names the field: unknown,
/// operator, value; and as "criterion" the place of the criterion in the query, counted from 1.
common::Status applyQuery(const common::ListQuery &query, const ListFields &fields,
                          const QStringList &searched, ListSource &source);
/// What last-days asks for, 1 to 36,500. Invalid as above.
common::Result<qint64> daysOf(const common::Criterion &criterion);
/// The error of a criterion with its place, 0 being the first.
common::Error atCriterion(common::Error error, qsizetype place);

struct ListEnd {
    QString nextToken;
    qint64 total = -1;
};
/// Reads one page by key, so that rows that come and go meanwhile neither repeat nor hide others. Invalid
/// (fields: order = unknown, page-token = invalid).
common::Result<ListEnd> readList(Transaction &transaction, const ListSource &source,
                                 const common::ListQuery &query,
                                 const std::function<void(const pqxx::row &)> &use);
/// The same as records; `make` makes one of a row.
template <typename Record, typename Make>
common::Result<common::ListPageOf<Record>> readPage(Transaction &transaction, const ListSource &source,
                                                    const common::ListQuery &query, Make make)
{
    common::ListPageOf<Record> page;
    auto end = readList(transaction, source, query,
                        [&page, &make](const pqxx::row &row) { page.items.append(make(row)); });
    if (!end) {
        return common::propagate(end);
    }
    page.nextToken = end->nextToken;
    page.total = end->total;
    return page;
}

} // namespace recorder
