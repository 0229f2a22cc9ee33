// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace tests
{

/// A page that a number of the dashboard opens: what the console wants for it, and the list that it shows.
/// The recorder's test asks that list, the console's test whether the page is such a one.
struct DashboardPage {
    QString page;
    QString permission;
    QString method;
};

inline QList<DashboardPage> dashboardPages()
{
    const auto row = [](const char *page, const char *permission, const char *method) {
        return DashboardPage{QLatin1String(page), QLatin1String(permission), QLatin1String(method)};
    };
    return {row("calls", "calls.view", "Calls/List"),
            row("active-calls", "calls.live", "Calls/WatchActive"),
            row("ledger", "ledger.view", "System/Ledger"),
            row("health", "system.view", "System/Health"),
            row("users", "users.view", "Users/List"),
            row("user-sessions", "sessions.view", "UserSessions/List"),
            row("jobs", "jobs.view", "Jobs/List"),
            row("storage-usage", "settings.view", "StorageUsage/List")};
}

} // namespace tests
