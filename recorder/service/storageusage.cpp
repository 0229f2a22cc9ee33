// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/storageusage.h"

#include "recorder/store/usagerepository.h"

namespace recorder
{

common::Result<common::ListPageOf<common::StorageUsageRecord>>
storageUsage(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query)
{
    return UsageRepository(transaction).list(scope.tenant(), query, scope.nowMs());
}

} // namespace recorder
