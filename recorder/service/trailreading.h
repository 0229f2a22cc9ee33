// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include "common/model/directory.h"
#include "common/model/listing.h"

namespace recorder
{

/// The audit trail for people, inside the gate: who reaches his tenant reads its rows, who reaches less his
/// own. NotFound (id).
common::Result<common::ListPageOf<common::AuditRecord>>
listAudit(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query);
common::Result<common::AuditRecord> showAudit(Transaction &transaction, const TenantScope &scope, qint64 id);

/// Who is signed in, within scope. Ending: NotFound (ids) when one is not there, Denied (role = wider) for
/// the session of somebody whose rights exceed the caller's.
common::Result<common::ListPageOf<common::UserSessionRecord>>
listSessions(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query);
common::Result<int> endSessions(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                const QStringList &ids);

} // namespace recorder
