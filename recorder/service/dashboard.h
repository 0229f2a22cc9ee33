// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include "common/model/listing.h"

#include <array>

namespace recorder
{

/// One number and where it comes from (common/proto/overview.proto).
struct DashboardItem {
    QString key;
    qint64 value = 0;
    qint64 limit = -1;
    QString state = QStringLiteral("plain"); ///< good, warning, bad, plain
    QString page{};
    QList<common::Criterion> criteria{};

    bool operator==(const DashboardItem &) const = default;
};

struct Dashboard {
    QList<DashboardItem> items;
    std::array<qint64, 24> hours{}; ///< calls of each of the last 24 hours, oldest first, this one last
    qint64 hoursEndMs = 0;          ///< the full hour at which the last of them ends
    bool hasHours = false;
};

/// What the database knows of the day that began at `dayStartMs`, as far as the caller may see it. 0 = the
/// last 24 hours. Invalid (day_start_ms) when that is not within the last 48 hours.
common::Result<Dashboard> dashboardOf(Transaction &transaction, const TenantScope &scope, qint64 dayStartMs);

/// "good" when it is 0, else the given word.
QString stateOfCount(qint64 count, const char *otherwise);
/// "warning" from 80 %, "bad" from 95 % of the limit.
QString stateOfUse(qint64 value, qint64 limit);

} // namespace recorder
