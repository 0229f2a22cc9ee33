// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/storagetargetrepository.h"

namespace recorder
{

/// Whether two records say the same place in the same words: kind, server with port and user, bucket, folder.
/// Names that only mean the same (an address and a host name) are seen where files are removed.
bool isSamePlace(const common::StorageTargetRecord &a, const common::StorageTargetRecord &b);

/// Conflict (`field` = place-taken) when another target that files of the same tenant may go to is there
/// already: what is removed under the one name would be missing under the other. Of a tenant (`owner`) those
/// are its own and the system's; of the system, all. What other tenants have is told to nobody else.
common::Status checkPlaceIsFree(Transaction &transaction, const common::StorageTargetRecord &target,
                                std::optional<TenantKey> owner, const char *field);

} // namespace recorder
