// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include "common/model/directory.h"

namespace recorder
{

/// What everybody may say of himself without users.edit, inside the gate: time zone and language, each empty
/// for that of his group, tenant or the system. Invalid (time_zone = unknown, language = format), Conflict
/// (version) when his row was changed meanwhile.
common::Result<common::OwnProfile> showProfile(Transaction &transaction, const TenantScope &scope);
common::Result<common::OwnProfile> setProfile(Transaction &transaction, const TenantScope &scope,
                                              AuditDetail &trail, const common::OwnProfile &wanted);

} // namespace recorder
