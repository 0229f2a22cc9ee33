// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/app/databasehost.h"
#include "recorder/service/tenantmap.h"

#include "common/core/clock.h"

#include <atomic>

namespace recorder
{

/// How calls find their tenant, up to date: read from the database when the directory changes and every 10 s
/// (another host may have changed it), kept in a file for a start without database. current() from any
/// thread; everything else on the main thread.
class TenantBook
{
public:
    TenantBook(DatabaseHost &database, const common::Clock &clock, QString file);

    /// What the file says; a missing or broken one is an empty map. Before the first call.
    void load();
    /// Once a second.
    void tick();
    /// Never null. The pointer is copied under a lock, the map is asked without.
    std::shared_ptr<const TenantMap> current() const;

private:
    /// What the pool's threads finish; may outlive us.
    struct State {
        common::Guarded<std::shared_ptr<const TenantMap>> map{std::make_shared<const TenantMap>()};
        std::atomic<bool> dirty{true};
        std::atomic<bool> reading{false};
    };
    static void take(State &state, const QString &file, const TenantMap &map);

    DatabaseHost &m_database;
    const common::Clock &m_clock;
    const QString m_file;
    std::shared_ptr<State> m_state = std::make_shared<State>();
    std::unique_ptr<ChangeHub::Subscription> m_changes;
    std::optional<common::MonoTime> m_read;
};

} // namespace recorder
