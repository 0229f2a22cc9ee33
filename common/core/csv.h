// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

namespace common
{

/// One line by RFC 4180, CRLF included. A cell that a spreadsheet would take for a formula (= + - @, tab,
/// return) begins with an apostrophe, which csvTable() takes away again.
QByteArray csvLine(const QStringList &cells);

/// A CSV file: UTF-8 with or without a byte order mark, lines ended by CRLF, LF or CR, cells divided by
/// commas, or by semicolons or tabs when the first line has more of these. Rows without any text are left
/// out.
struct CsvTable {
    struct Row {
        int number = 0; ///< as a spreadsheet counts, from 1
        QStringList cells;
    };
    QStringList titles; ///< the first row
    QList<Row> rows;
};

/// Invalid (fields: csv = empty | encoding | characters | quote | length | rows; row = its number).
/// `mostRows` without the titles; a cell has at most 10,000 characters.
Result<CsvTable> csvTable(const QByteArray &text, int mostRows);

} // namespace common
