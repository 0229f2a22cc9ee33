// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/jobqueue.h"
#include "recorder/store/storagemoves.h"
#include "recorder/store/storagetargetrepository.h"

namespace recorder
{

inline const QString kStorageMove = QStringLiteral("storage-move");

struct StorageMoveRequest {
    QString from; ///< ids of targets
    QString to;
    QString tenantId;   ///< empty = of everybody that the caller sees
    qint64 beginMs = 0; ///< of calls; 0 = all
    qint64 endMs = 0;
    bool dryRun = false;
};
QJsonObject toJson(const StorageMoveRequest &request);
StorageMoveRequest moveRequestFrom(const QJsonObject &json);

struct StorageMovePlan {
    StoredTarget from;
    StoredTarget to;
    MoveFilter filter;
};
/// Whether it may be, with the rights of now: by the request, and by the job when it runs. NotFound (from, to
/// = unknown); Conflict (to = built-in); Invalid (to = same-place, tenant_id = other-tenant, end =
/// range).
common::Result<StorageMovePlan> storageMovePlan(Transaction &transaction, const TenantScope &scope,
                                                const StorageMoveRequest &request);

/// Puts the job into the queue. Conflict (job = runs) while files of that target are being moved.
common::Result<common::JobRecord> moveStorageFiles(Transaction &transaction, const TenantScope &scope,
                                                   AuditDetail &trail, const StorageMoveRequest &request);

} // namespace recorder
