// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/recordings/recordingspages.h"

#include <QCoreApplication>

namespace console
{

QList<PageSpec> recordingsPages()
{
    return {{QStringLiteral("calls"), QStringLiteral("recordings"), QT_TRANSLATE_NOOP("Pages", "All Calls"),
             QStringLiteral("list"), QStringLiteral("calls.view"), &createAllCalls},
            {QStringLiteral("active-calls"), QStringLiteral("recordings"),
             QT_TRANSLATE_NOOP("Pages", "Active Calls"), QStringLiteral("phone-call"),
             QStringLiteral("calls.live"), &createActiveCalls}};
}

} // namespace console
