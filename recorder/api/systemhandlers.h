// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/dispatcher.h"

#include "common/model/ledgerentry.h"
#include "common/model/listing.h"
#include "common/model/recording.h"

#include <functional>

namespace recorder
{

class Gate;

struct SystemHealthItem {
    QString name; ///< "database", "disk", "signalling", "media", "finisher"
    bool healthy = true;
    QString detail;
};

/// What the methods of earshot.v1.System work with. All of it may be called from any thread.
struct SystemParts {
    using LedgerPage = common::ListPageOf<common::LedgerEntry>;

    std::function<const Gate *()> gate; ///< null until the database is up
    QString version;
    QString host;
    QStringList roles;
    common::WallTime started{};
    std::function<QList<SystemHealthItem>()> health;
    /// Reads a page without making the caller wait. An empty tenant = all of them.
    std::function<void(const common::ListQuery &query, const common::TenantRef &tenant,
                       std::function<void(common::Result<LedgerPage>)> done)>
        ledger;
};

/// Version, Health, Ledger.
common::Status addSystemHandlers(Dispatcher &dispatcher, const SystemParts &parts);

} // namespace recorder
