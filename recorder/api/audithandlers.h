// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/dispatcher.h"
#include "recorder/service/auditcheck.h"

#include <functional>

namespace recorder
{

class AuditReading;
class Gate;
struct AuditSelection;

/// What the methods of earshot.v1.AuditTrail work with. Any thread.
struct AuditParts {
    std::function<const Gate *()> gate; ///< null until the database is up
    /// Begins to read what was selected; `ready` when there is more. Null while the database is not up.
    std::function<std::shared_ptr<AuditReading>(AuditSelection, std::function<void()> ready)> read;
    std::function<void(std::function<void(common::Result<AuditVerdict>)> done)> verify;
};

/// Export, GetPolicy, SetPolicy, Verify.
common::Status addAuditHandlers(Dispatcher &dispatcher, const AuditParts &parts);

} // namespace recorder
