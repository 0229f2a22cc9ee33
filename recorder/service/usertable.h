// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/model/directory.h"

#include <QHash>
#include <QStringList>

namespace recorder
{

/// Users as the rows of a table with a title per column: what is exported and imported. Titles are the names
/// of the contract's fields without "_id" and "_ms", and no part of any language. Several values in a cell
/// are divided by semicolons; yes and no; moments as ISO 8601 (a date alone = the end of that day in UTC);
/// roles and groups by name.

/// "id", "name", "active", "role", "groups", ...
QStringList userTitles();
QStringList userCells(const common::UserRecord &user);

/// Names as they are compared: without difference of case.
struct NamesOfTenant {
    QHash<QString, QString> roles;  ///< folded name -> id
    QHash<QString, QString> groups; ///< folded name -> id

    static QString folded(const QString &name) { return name.trimmed().toCaseFolded(); }
};

/// Which column of a file is what.
class UserColumns
{
public:
    /// Invalid (fields: title = unknown | twice; or name = required when there is neither name nor id).
    static common::Result<UserColumns> of(const QStringList &titles);

    /// Writes what the row says into `user`; what has no column stays as it is. Empty cells empty a field,
    /// except where a field always has a value: there they say nothing. Invalid (fields: title = reason).
    common::Status apply(const QStringList &cells, const NamesOfTenant &names,
                         common::UserRecord &user) const;
    /// The text in that column; empty when there is none.
    QString cell(const QStringList &cells, const QString &title) const;

private:
    QList<int> m_columns; ///< position in userTitles() of each column of the file
};

} // namespace recorder
