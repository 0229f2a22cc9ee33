// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include "common/model/identity.h"

namespace recorder
{

struct Impersonation {
    QByteArray token; ///< 32 bytes
    common::Identity identity;
};

/// A session with the eyes of a user within reach, inside the gate. It ends with the caller's session, which
/// the database sees to, and after an hour. NotFound (id = unknown), Denied (role = wider | user_id = self |
/// reason = network), Conflict (user_id = inactive).
common::Result<Impersonation> beginImpersonation(Transaction &transaction, const TenantScope &scope,
                                                 AuditDetail &trail, const QString &userId);

} // namespace recorder
