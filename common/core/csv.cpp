// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/csv.h"

namespace common
{

QByteArray csvLine(const QStringList &cells)
{
    static const QString formula = QStringLiteral("=+-@\t\r");
    QStringList quoted;
    for (QString cell : cells) {
        if (!cell.isEmpty() && formula.contains(cell[0])) {
            cell.prepend(u'\'');
        }
        if (cell.contains(u'"') || cell.contains(u',') || cell.contains(u'\n') || cell.contains(u'\r')) {
            cell.replace(QLatin1String("\""), QLatin1String("\"\""));
            cell = u'"' + cell + u'"';
        }
        quoted.append(cell);
    }
    return quoted.join(u',').toUtf8() + "\r\n";
}

} // namespace common
