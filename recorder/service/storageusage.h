// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include "common/model/listing.h"
#include "common/model/storageusage.h"

namespace recorder
{

/// Of the caller's tenant, or of all. Orders: name, size.
common::Result<common::ListPageOf<common::StorageUsageRecord>>
storageUsage(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query);

} // namespace recorder
