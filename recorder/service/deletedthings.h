// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include "common/model/deleted.h"
#include "common/model/listing.h"

namespace recorder
{

/// Maintenance > Recently deleted. Who reaches less than his tenant sees what he deleted himself. Restoring
/// is the business of each kind's own service.
common::Result<common::ListPageOf<common::DeletedRecord>>
listDeleted(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query);

struct DeletedRef {
    QString kind;
    QString id;
};
/// For good; how many. All or none: NotFound (id) when one is not deleted or out of reach; Conflict (<id> =
/// in-use) when something needs it still, or nobody but that user can open a key.
common::Result<int> purgeDeleted(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                 const QList<DeletedRef> &refs);

common::Result<common::Retention> deletedRetention(Transaction &transaction, const TenantScope &scope);
/// Invalid (days = range), Conflict (version = changed), Denied (system = not-allowed) for who reaches less
/// than everything.
common::Result<common::Retention> setDeletedRetention(Transaction &transaction, const TenantScope &scope,
                                                      AuditDetail &trail, const common::Retention &retention);

} // namespace recorder
