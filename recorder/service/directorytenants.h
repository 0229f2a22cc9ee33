// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include "common/model/directory.h"
#include "common/model/listing.h"

namespace recorder
{

/// Tenants for people, inside the gate: only somebody who reaches every tenant. Denied (scope = not-allowed)
/// else. The system itself can be shown and changed by its id: what tenants inherit (time zone, language,
/// default recording). Errors: NotFound (id), Invalid (name, time_zone, language, recording_seats, ...,
/// default_recording; peers, trunks, extension_ranges: see callsources.h; audio_limit.days, ... = range),
/// Conflict (name = taken, version = changed; recording_seats, ... = in-use; peers, trunks, extension_ranges
/// = taken; removing: users, calls = how many it still has).
common::Result<common::ListPageOf<common::TenantRecord>>
listTenants(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query);
common::Result<common::TenantRecord> showTenant(Transaction &transaction, const TenantScope &scope,
                                                const QString &id);
common::Result<common::TenantRecord> createTenant(Transaction &transaction, const TenantScope &scope,
                                                  AuditDetail &trail, common::TenantRecord tenant);
common::Result<common::TenantRecord> updateTenant(Transaction &transaction, const TenantScope &scope,
                                                  AuditDetail &trail, common::TenantRecord tenant);
/// The ids of what was removed.
common::Result<QStringList> removeTenants(Transaction &transaction, const TenantScope &scope,
                                          AuditDetail &trail, const QStringList &ids);
common::Result<int> restoreTenants(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                   const QStringList &ids);

/// Whether somebody's calls are recorded when nothing says more: his own word, else his home
/// group's, else his tenant's, else the system's. Each "always", "on-demand" or "never"; "default" and ""
/// hand on.
QString recordingOf(const QString &user, const QString &group, const QString &tenant, const QString &system);

} // namespace recorder
