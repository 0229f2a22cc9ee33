// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/certificatehealth.h"

namespace recorder
{

namespace
{
constexpr qint64 kSoonDays = 30;
}

SystemHealthItem certificateHealth(const QDateTime &ends, const QDateTime &now)
{
    const QString day = ends.toUTC().date().toString(Qt::ISODate);
    SystemHealthItem item{QStringLiteral("certificate"), true, QStringLiteral("valid until %1").arg(day)};
    if (!ends.isValid() || ends <= now) {
        item.healthy = false;
        item.detail = QStringLiteral("expired on %1").arg(day);
    } else if (now.daysTo(ends) < kSoonDays) {
        item.healthy = false;
        item.detail = QStringLiteral("expires in %1 days, on %2").arg(now.daysTo(ends)).arg(day);
    }
    return item;
}

} // namespace recorder
