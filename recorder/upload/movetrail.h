// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/storagemoves.h"

namespace recorder
{

/// What a job of moves does in the gate's eyes.
inline Operation movingOperation(bool mutates)
{
    return {QStringLiteral("earshot.v1.StorageTargets/Move"),
            QStringLiteral("storage.edit"),
            mutates,
            false,
            QStringLiteral("storage-targets"),
            QStringLiteral("moved")};
}

/// In the audit trail of one transaction; without a file nothing is.
inline void noteMoved(AuditDetail &trail, const StorageMovePlan &plan, qint64 files)
{
    trail.setSubject(QUuid::fromString(plan.from.record.id), plan.from.record.name);
    trail.setTenant(plan.filter.tenant.value_or(kSystemTenant));
    trail.note(QStringLiteral("to"), plan.to.record.name);
    trail.note(QStringLiteral("files"), files);
}

} // namespace recorder
