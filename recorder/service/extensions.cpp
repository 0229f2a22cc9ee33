// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/extensions.h"

#include "recorder/store/callquery.h"

namespace recorder
{

QStringList extensionCandidates(const QString &number, const QString &aor)
{
    QStringList candidates{foldedNumber(number)};
    if (candidates.first().startsWith(QLatin1Char('+'))) {
        candidates.append(candidates.first().mid(1));
    }
    QString user = aor.section(QLatin1Char('@'), 0, 0);
    user = foldedNumber(user.contains(QLatin1Char(':')) ? user.section(QLatin1Char(':'), 1) : user);
    candidates.append(user.section(QLatin1Char(';'), 0, 0));
    candidates.removeAll(QString());
    candidates.removeDuplicates();
    return candidates;
}

} // namespace recorder
