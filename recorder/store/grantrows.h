// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/keyrepository.h"
#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

namespace recorder
{

/// What key_grants and service_grants share: key_id, the id of who was granted it, tenant_id, grantee_key,
/// granted_ms, expires_ms, bundle, signature, in this order.
StoredGrant storedGrantOf(const pqxx::row &row);
SqlParams paramsOf(const StoredGrant &grant);

} // namespace recorder
