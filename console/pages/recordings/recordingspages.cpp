// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/recordings/recordingspages.h"

#include "console/crud/listpage.h"

#include <QCoreApplication>

namespace console
{

QList<PageSpec> recordingsPages()
{
    return {{QStringLiteral("calls"), QStringLiteral("recordings"), QT_TRANSLATE_NOOP("Pages", "All Calls"),
             QStringLiteral("list"), QStringLiteral("calls.view"), &createAllCalls},
            {QStringLiteral("active-calls"), QStringLiteral("recordings"),
             QT_TRANSLATE_NOOP("Pages", "Active Calls"), QStringLiteral("phone-call"),
             QStringLiteral("calls.live"), &createActiveCalls},
            {QStringLiteral("my-calls"), QStringLiteral("recordings"), QT_TRANSLATE_NOOP("Pages", "My Calls"),
             QStringLiteral("user"), QStringLiteral("calls.view"), &createMyCalls},
            // Who they are of is said by those who keep the users.
            {QStringLiteral("unassigned-calls"), QStringLiteral("recordings"),
             QT_TRANSLATE_NOOP("Pages", "Not Assigned to Users"), QStringLiteral("user-x"),
             QStringLiteral("users.edit"), &createUnassignedCalls}};
}

std::vector<ListView> callViews()
{
    std::vector<ListView> views;
    for (const PageSpec &page : recordingsPages()) {
        views.push_back({page.id, QCoreApplication::translate("Pages", page.title), page.permission});
    }
    return views;
}

} // namespace console
