// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include "common/model/recording.h"

namespace recorder
{

struct HoldChange {
    QList<common::CallId> calls; ///< 1 to 1,000
    QString reason;              ///< 1 to 500 characters
    bool hold = true;            ///< false = they are released
};

/// Puts calls under legal hold or releases them, all or none; how many were not so before. One audit row for
/// all of them. Invalid (ids = empty, too-many; reason = required, too-long), NotFound (ids = unknown).
common::Result<int> changeHolds(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                const HoldChange &change);

} // namespace recorder
