// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/directoryusers.h"

#include "common/model/job.h"

namespace recorder
{

/// "users-update": UserBulkChange as a job. What can be refused without looking at the users is refused at
/// once.
common::Result<common::JobRecord> enqueueUserUpdate(Transaction &transaction, const TenantScope &scope,
                                                    AuditDetail &trail, const UserBulkChange &change);

/// As it stands in the job's parameters. fromJson: Invalid (parameters) for what toJson never wrote.
QJsonObject toJson(const UserBulkChange &change);
common::Result<UserBulkChange> bulkChangeFromJson(const QJsonObject &json);

} // namespace recorder
