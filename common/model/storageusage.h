// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <algorithm>

namespace common
{

/// What recordings of one kind take, and what they may. Limits: -1 = none.
struct StorageUse {
    qint64 files = 0;
    qint64 bytes = 0;
    qint64 minutes = 0;
    qint64 days = 0; ///< since the oldest of them; 0 = there is none

    qint64 megabytesLimit = -1; ///< of 1,000,000 bytes
    qint64 minutesLimit = -1;
    qint64 daysLimit = -1;

    /// Per cent of the limit that is nearest, -1 without limits. A limit of 0 is reached by anything.
    int percent() const
    {
        const auto of = [](qint64 value, qint64 limit) {
            return limit < 0 ? qint64{-1} : limit == 0 ? (value > 0 ? 100 : 0) : value * 100 / limit;
        };
        return static_cast<int>(
            std::min<qint64>(999, std::max({of(bytes / 1'000'000, megabytesLimit), of(minutes, minutesLimit),
                                            of(days, daysLimit)})));
    }
    /// The step of the warning that is reached: 0, 80 or 90.
    int step() const { return percent() >= 90 ? 90 : percent() >= 80 ? 80 : 0; }
    bool operator==(const StorageUse &) const = default;
};

/// Of one tenant.
struct StorageUsageRecord {
    QString id; ///< of the tenant
    QString name;
    StorageUse audio;
    StorageUse screen;

    int percent() const { return std::max(audio.percent(), screen.percent()); }
    bool operator==(const StorageUsageRecord &) const = default;
};

/// Whether what is beyond the limits is removed, once for the whole system.
struct StorageEnforcement {
    bool enabled = false;
    qint64 trialMs = 0; ///< when a trial was done last; 0 = never
    int version = 0;
    /// Names of tenants whose limits are tighter than those of the last trial: nothing of them is removed. To
    /// who is in a tenant only that one is told.
    QStringList untried{};

    bool operator==(const StorageEnforcement &) const = default;
};

} // namespace common
