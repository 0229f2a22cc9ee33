// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace common
{

/// One condition of a list, saved search, job filter or retention rule; the same on the wire (list.proto) and
/// on the screen. Fields are column keys ("date", "number"); operators are those of list.proto. Values
/// are text: decimal numbers, milliseconds since 1970 UTC, UUIDs.
struct Criterion {
    QString field;
    QString op;
    QStringList values;

    bool operator==(const Criterion &) const = default;
};

/// What a list page asks for. All criteria must hold.
struct ListQuery {
    QList<Criterion> criteria;
    QString search;
    QString order; ///< a column key; empty = the list's own order
    bool descending = false;
    int pageSize = 20; ///< 1..1000
    QString pageToken; ///< empty = first page
    bool wantTotal = true;

    bool operator==(const ListQuery &) const = default;
};

template <typename R>
struct ListPageOf {
    QList<R> items;
    QString nextToken; ///< empty = last page
    qint64 total = -1; ///< -1 = not asked for
    bool totalExact = true;
};

} // namespace common
