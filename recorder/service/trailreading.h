// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/store/auditrepository.h"

#include "common/model/directory.h"
#include "common/model/listing.h"

namespace recorder
{

/// The audit trail for people, inside the gate: who reaches his tenant reads its rows, who reaches less his
/// own. NotFound (id).
common::Result<common::ListPageOf<common::AuditRecord>>
listAudit(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query);
common::Result<common::AuditRecord> showAudit(Transaction &transaction, const TenantScope &scope, qint64 id);

/// What an export reads, once the gate has let it in.
struct AuditSelection {
    AuditRepository::Reach reach;
    common::ListQuery query;
    qint64 lastId = 0; ///< what is written meanwhile is not in it
    bool csv = true;   ///< else JSON Lines
};
/// Invalid (fields: format = unknown, or the criterion's).
common::Result<AuditSelection> selectAudit(Transaction &transaction, const TenantScope &scope,
                                           AuditDetail &trail, const common::ListQuery &query,
                                           const QString &format);

/// Who is signed in: he himself, with sessions.view those within scope. Ending: NotFound (ids) when one is
/// not there, Denied (permission = sessions.end) for others' and with somebody else's eyes without that,
/// (role = wider) for the session of somebody whose rights exceed the caller's.
common::Result<common::ListPageOf<common::UserSessionRecord>>
listSessions(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query);
common::Result<int> endSessions(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                const QStringList &ids);
/// All of his own but the one that asks.
common::Result<int> endOtherSessions(Transaction &transaction, const TenantScope &scope, AuditDetail &trail);

} // namespace recorder
