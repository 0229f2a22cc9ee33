// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include "common/model/directory.h"
#include "common/model/listing.h"

namespace recorder
{

/// Roles for people, inside the gate. Somebody of one tenant reads them, without those that reach over
/// tenants; changing needs an unrestricted role (Denied: scope = not-allowed). A role can neither be made nor
/// changed to or from something wider than the own (Denied: permissions = wider). Errors: NotFound (id),
/// Invalid (name, scope, permissions = unknown, networks), Conflict (name = taken, version = changed, id =
/// predefined | in-use with users = how many; permissions, scope or networks = root for the role that must
/// not lose anything; scope = in-use with users = how many, when people of tenants would reach every tenant
/// by it, or people of the system only one; permissions or scope = last-administrator with tenant = the name
/// of one that nobody would administer any more).
common::Result<common::ListPageOf<common::RoleRecord>>
listRoles(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query);
common::Result<common::RoleRecord> showRole(Transaction &transaction, const TenantScope &scope,
                                            const QString &id);

/// `known`: every permission of the contract; others stay only where they were.
struct RoleChange {
    common::RoleRecord role;
    QStringList known;
};
common::Result<common::RoleRecord> createRole(Transaction &transaction, const TenantScope &scope,
                                              AuditDetail &trail, RoleChange change);
common::Result<common::RoleRecord> updateRole(Transaction &transaction, const TenantScope &scope,
                                              AuditDetail &trail, RoleChange change);
common::Result<QStringList> removeRoles(Transaction &transaction, const TenantScope &scope,
                                        AuditDetail &trail, const QStringList &ids);
common::Result<int> restoreRoles(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                 const QStringList &ids);

} // namespace recorder
