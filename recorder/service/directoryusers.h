// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include "common/model/directory.h"
#include "common/model/listing.h"

#include <functional>

namespace recorder
{

/// Users for people, inside the gate and within their scope: of "groups" the members of those that he
/// manages, and himself. Nobody changes somebody whose rights exceed his own (Denied: role = wider) nor gives
/// such rights (Denied: role_id = wider). Errors: NotFound (id); Invalid names the field as the contract
/// does; Conflict (name | login | extensions = taken, version = changed, role_id = last-root, active | ids |
/// ... = last-administrator, recording_seat,
/// ... = none-left with used and limit); Denied (group_ids = scope) when the user would not be within reach
/// any more. Who alone opens a key of a tenant is not removed: Conflict (ids = last-holder, key = the end of
/// its fingerprint) until it is granted to somebody else, or revoked with that end typed.
common::Result<common::ListPageOf<common::UserRecord>>
listUsers(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query);
common::Result<common::UserRecord> showUser(Transaction &transaction, const TenantScope &scope,
                                            const QString &id);
common::Result<common::UserRecord> createUser(Transaction &transaction, const TenantScope &scope,
                                              AuditDetail &trail, common::UserRecord user);
common::Result<common::UserRecord> updateUser(Transaction &transaction, const TenantScope &scope,
                                              AuditDetail &trail, common::UserRecord user);
common::Result<QStringList> removeUsers(Transaction &transaction, const TenantScope &scope,
                                        AuditDetail &trail, const QStringList &ids);
common::Result<int> restoreUsers(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                 const QStringList &ids);

/// Many at once: `fields` of `values`, nothing else. Either ids or a query.
struct UserBulkChange {
    QStringList ids;
    std::optional<common::ListQuery> query;
    QStringList fields;
    common::UserRecord values;
};
struct BulkOutcome {
    int changed = 0;
    int unchanged = 0;
    int refused = 0; ///< out of scope, wider than the caller, gone, or not of the groups' tenant

    bool operator==(const BulkOutcome &) const = default;
};
/// Told how far it is ("reading", "checking", "writing"); false stops it with Conflict (reason = cancelled).
using BulkWatch = std::function<bool(const char *stage, qint64 done, qint64 total)>;
/// All or nothing, up to 100,000.
common::Result<BulkOutcome> updateManyUsers(Transaction &transaction, const TenantScope &scope,
                                            AuditDetail &trail, const UserBulkChange &change,
                                            const BulkWatch &watch);
common::Result<BulkOutcome> updateUsers(Transaction &transaction, const TenantScope &scope,
                                        AuditDetail &trail, const UserBulkChange &change);

} // namespace recorder
