// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/store/devicerepository.h"

namespace recorder
{

struct ListedDevice {
    StoredDevice device;
    bool own = false; ///< the one that asks
};

/// The devices of a user, the latest first; empty = the caller's own. NotFound (id) out of reach; Denied
/// (permission = sessions.view) for others without that.
common::Result<QList<ListedDevice>> listDevices(Transaction &transaction, const TenantScope &scope,
                                                const QString &userId);
/// Forgets them and ends their sessions. NotFound (ids), Denied (permission = sessions.end), Denied (role =
/// wider); all of them or none.
common::Result<int> revokeDevices(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                  const QStringList &ids);

} // namespace recorder
