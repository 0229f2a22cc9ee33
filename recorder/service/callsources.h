// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/tenantrepository.h"

namespace recorder
{

/// Rules of how calls find a tenant. Peers, trunks and ranges come out as they are kept: networks with their
/// host bits cleared, hosts in lower case, no doubles. Invalid (peers = network | length, trunks = host |
/// length, extension_ranges = number-range | length).
common::Status cleanCallSources(common::TenantRecord &tenant);
/// Conflict (peers | trunks | extension_ranges = taken, tenant = the other's name, value = its entry).
/// Networks may lie in each other: the longest prefix decides.
common::Status checkCallSourcesFree(const common::TenantRecord &tenant,
                                    const QList<TenantRepository::CallSources> &others);

} // namespace recorder
