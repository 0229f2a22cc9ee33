// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/maintenance/maintenancepages.h"

#include <QCoreApplication>

namespace console
{

QList<PageSpec> maintenancePages()
{
    const auto area = QStringLiteral("maintenance");
    return {{QStringLiteral("deleted"), area, QT_TRANSLATE_NOOP("Pages", "Recently deleted"),
             QStringLiteral("trash-2"), QStringLiteral("deleted.view"), &createDeleted},
            {QStringLiteral("deleted-retention"),
             {},
             QT_TRANSLATE_NOOP("Pages", "Retention of deleted items"),
             QStringLiteral("timer"),
             QStringLiteral("deleted.view"),
             &createRetention,
             QStringLiteral("deleted")},
            {QStringLiteral("jobs"), area, QT_TRANSLATE_NOOP("Pages", "Jobs"), QStringLiteral("list-checks"),
             QStringLiteral("jobs.view"), &createJobs},
            // Of one's own jobs everybody has the page; the Tasks dock leads there.
            {QStringLiteral("job"),
             {},
             QT_TRANSLATE_NOOP("Pages", "Job"),
             QStringLiteral("list-checks"),
             {},
             &createJob,
             QStringLiteral("jobs")}};
}

} // namespace console
