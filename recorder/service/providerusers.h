// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/store/providerrepository.h"

#include "common/model/sources.h"

namespace recorder
{

/// What new users of a provider get has to be what whoever writes it may give. Role and group are asked for
/// only when users are made. Invalid (default_role_id, default_group_id), Denied (default_role_id = wider).
common::Status checkNewUsers(Transaction &transaction, const TenantScope &scope, TenantKey tenant,
                             const common::ProviderRecord &provider);
/// Lines "VALUE = ROLE; GROUP" with their names looked up. Invalid (group_mappings = format | unknown |
/// not-allowed | length), Denied (group_mappings = wider).
common::Result<QList<ProviderMapping>> providerMappings(Transaction &transaction, const TenantScope &scope,
                                                        TenantKey tenant, const QString &text);

} // namespace recorder
