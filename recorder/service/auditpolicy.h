// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/store/auditrecords.h"

namespace recorder
{

/// How long the trail is kept and where it goes, inside the gate. Denied (reason = scope) for whoever does
/// not reach every tenant: the trail is the installation's.
common::Result<AuditPolicySetting> auditPolicy(Transaction &transaction, const TenantScope &scope);
/// Invalid (fields: keep_days = value, syslog_transport = unknown, syslog_host = required | value,
/// syslog_port = value, syslog_ca = certificate); Conflict (version = changed).
common::Result<AuditPolicySetting> changeAuditPolicy(Transaction &transaction, const TenantScope &scope,
                                                     AuditDetail &trail, const AuditPolicySetting &policy);
/// For who asks of the trail as a whole: Denied (reason = scope) as above.
common::Status mayUseWholeTrail(const TenantScope &scope);

} // namespace recorder
