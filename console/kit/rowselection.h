// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>

namespace console
{

/// Ticked rows by id, over all pages; or everything that matches the present query but for some.
struct RowSelection {
    bool allMatching = false;
    QSet<QString> ids; ///< ticked; with allMatching: not ticked

    bool contains(const QString &id) const { return ids.contains(id) != allMatching; }
    bool isEmpty() const { return !allMatching && ids.isEmpty(); }
    void set(const QString &id, bool ticked)
    {
        if (ticked != allMatching) {
            ids.insert(id);
        } else {
            ids.remove(id);
        }
    }
    /// `matching` = rows of the whole query.
    qint64 count(qint64 matching) const
    {
        return allMatching ? std::max<qint64>(0, matching - ids.size()) : ids.size();
    }

    bool operator==(const RowSelection &) const = default;
};

} // namespace console
