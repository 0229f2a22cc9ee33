// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include "common/model/directory.h"
#include "common/model/listing.h"

namespace recorder
{

/// Groups for people, inside the gate and within their scope: of "groups" those that he manages. Making and
/// removing needs the whole tenant (Denied: scope = not-allowed). Errors: NotFound (id), Invalid (name,
/// time_zone, language, default_recording, tenant_id = required | unknown | fixed), Denied (tenant_id =
/// not-allowed), Conflict (name = taken, version = changed; removing: id = in-use with users = how many).
common::Result<common::ListPageOf<common::GroupRecord>>
listGroups(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query);
common::Result<common::GroupRecord> showGroup(Transaction &transaction, const TenantScope &scope,
                                              const QString &id);
common::Result<common::GroupRecord> createGroup(Transaction &transaction, const TenantScope &scope,
                                                AuditDetail &trail, common::GroupRecord group);
common::Result<common::GroupRecord> updateGroup(Transaction &transaction, const TenantScope &scope,
                                                AuditDetail &trail, common::GroupRecord group);
common::Result<QStringList> removeGroups(Transaction &transaction, const TenantScope &scope,
                                         AuditDetail &trail, const QStringList &ids);
common::Result<int> restoreGroups(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                  const QStringList &ids);

/// The tenant that something new belongs to: that of the caller when `tenantId` is empty; another one needs
/// an unrestricted role. Errors as above.
common::Result<TenantKey> tenantFor(Transaction &transaction, const TenantScope &scope,
                                    const QString &tenantId);

} // namespace recorder
